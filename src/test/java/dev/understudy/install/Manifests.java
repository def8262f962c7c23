package dev.understudy.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that are made from others, so that nothing is said twice: the plain manifests from the
 * chart, the chart's copies from {@code deploy}, its table and descriptions from its comments.
 * {@code mvn -q -Pmanifests} writes them; a test holds them to what they are made from.
 */
final class Manifests {

  private static final Path DEPLOY = Chart.BASE.resolve("deploy");
  private static final Path FILES = Chart.DIRECTORY.resolve("files");

  private static final String HEAD = "# Made from helm/understudy by: mvn -q -Pmanifests\n";

  private static final String NAMESPACE =
      """
      apiVersion: v1
      kind: Namespace
      metadata:
        name: understudy
        labels:
          app.kubernetes.io/name: understudy
          pod-security.kubernetes.io/enforce: restricted
      """;

  /** What only Helm has a use for. */
  private static final Pattern OF_HELM =
      Pattern.compile(
          "(?m)^ *(helm\\.sh/.*|app\\.kubernetes\\.io/managed-by: Helm|# Source: .*)\\n");

  private static final String IMAGE = "image: {repository: understudy}\n";

  private Manifests() {}

  /** Writes all of them. */
  public static void main(String[] arguments) throws IOException {
    // What others are made from comes first.
    for (Stage stage : Stage.values()) {
      for (Map.Entry<Path, String> file : made(stage).entrySet()) {
        Files.createDirectories(file.getKey().getParent());
        Files.writeString(file.getKey(), file.getValue());
      }
    }
  }

  /** In which order they are made. */
  enum Stage {
    CHART,
    MANIFESTS
  }

  /** The files of a stage with what they should hold. */
  static Map<Path, String> made(Stage stage) {
    return switch (stage) {
      case CHART -> chart();
      case MANIFESTS -> manifests();
    };
  }

  private static Map<Path, String> chart() {
    Map<Path, String> files = new LinkedHashMap<>();
    for (Path crd : list(DEPLOY.resolve("crds"), "yaml")) {
      files.put(FILES.resolve("crds").resolve(crd.getFileName()), ChartValues.read(crd));
    }
    for (String file : List.of("alerts.yaml", "dashboard.json")) {
      Path source = DEPLOY.resolve("monitoring").resolve(file);
      if (Files.exists(source)) {
        files.put(FILES.resolve(file), ChartValues.read(source));
      }
    }
    files.put(ChartValues.SCHEMA, ChartValues.schema());
    files.put(ChartValues.README, ChartValues.readme());
    return files;
  }

  private static Map<Path, String> manifests() {
    List<String> standard = documents(IMAGE);
    List<String> namespaced = documents(IMAGE + "operator: {namespaces: [understudy]}\n");
    List<String> everything =
        documents(
            IMAGE
                + """
                metrics:
                  serviceMonitor: {enabled: true}
                  prometheusRule: {enabled: true}
                  dashboard: {enabled: true}
                admissionPolicies: {groupDeletion: {enabled: true}}
                flowControl: {enabled: true}
                """);
    Path rbac = DEPLOY.resolve("rbac");
    Path operator = DEPLOY.resolve("operator");
    Path kustomize = DEPLOY.resolve("kustomize");
    Path components = kustomize.resolve("components");
    Map<Path, String> files = new LinkedHashMap<>();
    files.put(rbac.resolve("namespace.yaml"), NAMESPACE);
    files.put(rbac.resolve("service-account.yaml"), of(standard, "ServiceAccount/understudy"));
    files.put(rbac.resolve("role.yaml"), of(standard, "ClusterRole/understudy"));
    files.put(rbac.resolve("role-binding.yaml"), of(standard, "ClusterRoleBinding/understudy"));
    files.put(rbac.resolve("token-review.yaml"), of(standard, "ClusterRole.*/.*-tokenreview"));
    files.put(rbac.resolve("users.yaml"), of(standard, "ClusterRole/understudy-(view|edit|admin)"));
    files.put(operator.resolve("deployment.yaml"), of(standard, "Deployment/.*"));
    files.put(operator.resolve("service.yaml"), of(standard, "Service/.*"));
    files.put(
        operator.resolve("pod-disruption-budget.yaml"), of(standard, "PodDisruptionBudget/.*"));
    files.put(
        operator.resolve("admission-leases.yaml"), of(standard, "ValidatingAdmission.*-leases"));
    files.put(kustomize.resolve("namespaced/role.yaml"), of(namespaced, "(Role|RoleBinding)/.*"));
    files.put(
        components.resolve("monitoring/service-monitor.yaml"), of(everything, "ServiceMonitor/.*"));
    files.put(
        components.resolve("monitoring/prometheus-rule.yaml"), of(everything, "PrometheusRule/.*"));
    files.put(
        components.resolve("monitoring/dashboard.yaml"), of(everything, "ConfigMap/.*-dashboard"));
    files.put(
        components.resolve("group-deletion/policy.yaml"),
        of(everything, "ValidatingAdmission.*-group-deletion"));
    files.put(
        components.resolve("flow-control/flow-control.yaml"),
        of(everything, "(PriorityLevelConfiguration|FlowSchema)/.*"));
    files.put(DEPLOY.resolve("install.yaml"), install(files, rbac, operator));
    return files;
  }

  private static String install(Map<Path, String> files, Path rbac, Path operator) {
    Stream<String> crds = list(DEPLOY.resolve("crds"), "yaml").stream().map(ChartValues::read);
    Stream<String> others =
        files.entrySet().stream()
            .filter(file -> file.getKey().startsWith(rbac) || file.getKey().startsWith(operator))
            .map(Map.Entry::getValue)
            .map(text -> text.replace(HEAD, ""));
    return HEAD
        + "# All of deploy/crds, deploy/rbac and deploy/operator. Put your image in its place:\n"
        + "#   sed 's|image: understudy:|image: registry.example.com/understudy:|'"
        + " deploy/install.yaml | kubectl apply --server-side -f -\n"
        + Stream.concat(others, crds)
            .sorted((one, other) -> Integer.compare(rank(one), rank(other)))
            .map(text -> text.startsWith("---\n") ? text : "---\n" + text)
            .collect(Collectors.joining());
  }

  /** Namespaces and definitions come before what needs them. */
  private static int rank(String text) {
    return text.contains("kind: Namespace\n")
        ? 0
        : text.contains("CustomResourceDefinition") ? 1 : 2;
  }

  private static List<String> documents(String values) {
    return Stream.of(Chart.render(values).text().split("(?m)^---\\n"))
        .filter(document -> !document.contains("helm.sh/hook"))
        .map(document -> OF_HELM.matcher(document).replaceAll("").strip() + "\n")
        .filter(document -> !Rendered.parse(document).isEmpty())
        .toList();
  }

  /** The documents whose {@code Kind/name} matches, as one file. */
  private static String of(List<String> documents, String pattern) {
    String text =
        documents.stream()
            .filter(document -> Rendered.name(Rendered.parse(document).getFirst()).matches(pattern))
            .collect(Collectors.joining("---\n"));
    if (text.isEmpty()) {
      throw new IllegalStateException("the chart renders nothing like " + pattern);
    }
    return HEAD + text;
  }

  private static List<Path> list(Path directory, String extension) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith("." + extension)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
