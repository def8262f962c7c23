package dev.understudy.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart makes of values, on paper. */
class ChartTest {

  private static final String IMAGE = "image: {repository: registry.example.com/understudy}\n";

  static List<String> combinations() {
    return Chart.combinations();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** 0 and 0.0 are the same to an API server. */
  private static int compare(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue());
    }
    return one.equals(other) ? 0 : 1;
  }

  private static List<String> arguments(String values) {
    return texts(Chart.render(values).container().path("args"));
  }

  @Test
  void helm_finds_nothing_wrong_with_it() {
    Chart.withCopy(
        copy -> {
          Path values = copy.resolve("understudy/values.yaml");
          Files.writeString(
              values,
              Files.readString(values).replace("repository: \"\"", "repository: r.example.com/u"));
          LintResult result = new Helm(copy.resolve("understudy")).lint().strict().call();

          assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
          return result;
        });
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void every_field_of_what_is_rendered_is_one_that_its_kind_has(String combination) {
    for (JsonNode document : Chart.render(Chart.combination(combination)).documents()) {
      KubernetesResource resource = Models.read(document);
      assertThat(resource).isNotNull();
    }
  }

  @Test
  void the_models_do_not_let_a_wrong_field_pass() {
    JsonNode monitor =
        Rendered.parse(
                """
                apiVersion: monitoring.coreos.com/v1
                kind: ServiceMonitor
                metadata: {name: x}
                spec: {endpoints: [{prot: management}]}
                """)
            .getFirst();

    assertThatThrownBy(() -> Models.read(monitor)).hasMessageContaining("prot");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void everything_is_labelled_as_belonging_to_the_release(String combination) {
    for (JsonNode document : Chart.render(Chart.combination(combination)).documents()) {
      if (!Rendered.name(document).equals("ConfigMap/ca")) {
        JsonNode labels = document.at("/metadata/labels");
        assertThat(labels.path("app.kubernetes.io/name").asText()).isEqualTo("understudy");
        assertThat(labels.path("app.kubernetes.io/instance").asText()).isEqualTo("understudy");
        assertThat(labels.path("app.kubernetes.io/managed-by").asText()).isEqualTo("Helm");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void two_releases_of_one_name_in_two_namespaces_share_nothing_but_the_definitions(
      String combination) {
    String values = Chart.combination(combination);
    List<String> first = clusterWide(Chart.render("understudy", "one", values));
    List<String> second = clusterWide(Chart.render("understudy", "two", values));

    assertThat(Collections.disjoint(first, second)).as("%s and %s", first, second).isTrue();
  }

  private static List<String> clusterWide(Rendered rendered) {
    return rendered.documents().stream()
        .filter(document -> document.at("/metadata/namespace").isMissingNode())
        .map(Rendered::name)
        .filter(name -> !name.startsWith("CustomResourceDefinition/"))
        .toList();
  }

  // What must be said

  @Test
  void without_an_image_it_says_what_to_do() {
    assertThatThrownBy(() -> Chart.render("{}"))
        .hasMessageContaining("image.repository has no default")
        .hasMessageContaining("--set image.repository=registry.example.com/understudy");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "auth: {methods: [none, basic]}|none lets everybody in, so it stands alone",
        "auth: {methods: [oidc]}|auth.oidc.issuer must say who issues the tokens",
        "auth: {methods: [oidc], oidc: {issuer: 'https://x'}}|auth.oidc.audience must say",
        "auth: {methods: [basic]}|auth.basic.existingSecret must name the Secret",
        "tls: {clientCaKey: ca.crt}|names a key of tls.existingSecret, which is not given",
        "httpRoute: {enabled: true}|httpRoute.enabled needs httpRoute.parentRefs",
        "metrics: {serviceMonitor: {enabled: true}, podMonitor: {enabled: true}}|enable one",
        "preStopSeconds: 30|terminationGracePeriodSeconds is 60, but a stop may take 70 s",
      })
  void values_that_contradict_each_other_are_refused(String values, String reason) {
    assertThatThrownBy(() -> Chart.render(IMAGE + values)).hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "replicas: 3|replicas",
        "replicaCount: 0|replicaCount",
        "ingress: {timeoutSeconds: 25}|timeoutSeconds",
        "httpRoute: {timeoutSeconds: 10}|timeoutSeconds",
        "auth: {methods: []}|methods",
        "auth: {methods: [ldap]}|methods",
        "terminationGracePeriodSeconds: 30|terminationGracePeriodSeconds",
        "operator: {namespaces: [Upper]}|namespaces",
        "operator: {namespace: x}|namespace",
        "auth: {oidc: {issuer: 'http://x'}}|issuer",
        "jvm: {extraOptions: [Xmx1g]}|extraOptions",
      })
  void values_that_the_schema_does_not_know_are_refused(String values, String where) {
    assertThatThrownBy(() -> Chart.render(IMAGE + values))
        .hasMessageContaining("values don't meet the specifications of the schema")
        .hasMessageContaining(where);
  }

  @Test
  void a_digest_that_is_none_is_refused() {
    assertThatThrownBy(() -> Chart.render("image: {repository: r.example.com/u, digest: latest}"))
        .hasMessageContaining("digest");
  }

  @Test
  void an_older_kubernetes_is_refused() {
    assertThatThrownBy(() -> Chart.render("u", "u", IMAGE, "1.30.9"))
        .hasMessageContaining("chart requires kubeVersion: >=1.31.0-0");
    assertThatCode(() -> Chart.render("u", "u", IMAGE, "1.31.0-eks-a1b2c3"))
        .doesNotThrowAnyException();
  }

  // The Deployment

  @Test
  void the_tag_is_the_chart_s_version_and_a_digest_stands_in_its_place() {
    String version =
        Chart.render(IMAGE).deployment().at("/metadata/labels/app.kubernetes.io~1version").asText();
    assertThat(Chart.render(IMAGE).container().path("image").asText())
        .isEqualTo("registry.example.com/understudy:" + version);
    assertThat(
            Chart.render(Chart.combination("11-load-balancer")).container().path("image").asText())
        .matches("registry\\.example\\.com:5000/plant/understudy@sha256:[0-9a-f]{64}");
  }

  @Test
  void options_become_arguments() {
    assertThat(arguments(IMAGE))
        .containsExactly(
            "operator",
            "--rest-address=0.0.0.0",
            "--rest-port=8080",
            "--management-address=0.0.0.0",
            "--management-port=8081",
            "--default-tenant=default",
            "--auth=tokenreview",
            "--session-retention=24h",
            "--max-sessions-per-group=1000",
            "--max-sessions-per-namespace=10000",
            "--max-groups-per-namespace=1000",
            "--max-heartbeats-per-second=1",
            "--log-format=json");
    assertThat(arguments(Chart.combination("02-namespaced")))
        .contains(
            "--namespaces=line-a,line-b",
            "--on-premises-namespace=line-a",
            "--strict-delete-address");
    assertThat(arguments(Chart.combination("03-oidc-ingress")))
        .contains(
            "--auth=oidc",
            "--oidc-issuer=https://login.example.com/realm",
            "--oidc-audience=understudy",
            "--tls-cert=/etc/understudy/tls/tls.crt",
            "--tls-key=/etc/understudy/tls/tls.key");
    assertThat(arguments(Chart.combination("04-basic")))
        .contains(
            "--auth=basic,tokenreview",
            "--basic-file=/etc/understudy/basic/htpasswd",
            "--basic-groups=/etc/understudy/basic/htgroup",
            "--client-ca=/etc/understudy/tls/ca.crt",
            "--tokenreview-audience=understudy",
            "--default-acl=/etc/understudy/access/default-acl.yaml",
            "--administrator-roles=Plant Admins",
            "--user-roles=Collectors,Historians");
    assertThat(arguments(Chart.combination("12-extras"))).endsWith("--on-premises-namespace=plant");
  }

  @Test
  void it_knows_its_pod_and_its_namespace() {
    JsonNode env = Chart.render(IMAGE).container().path("env");

    assertThat(env.at("/0/name").asText()).isEqualTo("UNDERSTUDY_REPLICA_NAME");
    assertThat(env.at("/0/valueFrom/fieldRef/fieldPath").asText()).isEqualTo("metadata.name");
    assertThat(env.at("/1/name").asText()).isEqualTo("UNDERSTUDY_OPERATOR_NAMESPACE");
    assertThat(env.at("/1/valueFrom/fieldRef/fieldPath").asText()).isEqualTo("metadata.namespace");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void no_replica_is_killed_before_its_drain_has_ended(String combination) {
    JsonNode pod =
        Chart.render(Chart.combination(combination)).deployment().at("/spec/template/spec");
    int preStop = pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asInt();
    int longestHold = 25;
    int drainBound = 10;

    assertThat(pod.path("terminationGracePeriodSeconds").asInt())
        .isGreaterThan(preStop + longestHold + drainBound);
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void every_container_is_as_restricted_as_can_be(String combination) {
    Rendered rendered = Chart.render(Chart.combination(combination));
    Stream<JsonNode> pods =
        Stream.of("Deployment", "Job", "Pod")
            .flatMap(kind -> rendered.ofKind(kind).stream())
            .map(
                each ->
                    each.at("/kind").asText().equals("Pod")
                        ? each.path("spec")
                        : each.at("/spec/template/spec"));

    pods.forEach(
        pod -> {
          assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
          assertThat(pod.at("/securityContext/seccompProfile/type").asText())
              .isEqualTo("RuntimeDefault");
          for (JsonNode container : pod.path("containers")) {
            JsonNode context = container.path("securityContext");
            assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
            assertThat(texts(context.at("/capabilities/drop"))).containsExactly("ALL");
            assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
          }
        });
  }

  @Test
  void probes_ask_the_management_port() {
    JsonNode container = Chart.render(IMAGE).container();

    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      assertThat(container.path(probe).at("/httpGet/port").asText()).isEqualTo("management");
    }
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/livez");
    // An API server that does not answer must not get replicas killed.
    assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/livez");
  }

  @Test
  void an_update_takes_no_replica_away_before_its_successor_is_ready() {
    JsonNode spec = Chart.render(IMAGE).deployment().path("spec");

    assertThat(spec.path("replicas").asInt()).isEqualTo(2);
    assertThat(spec.at("/strategy/rollingUpdate/maxUnavailable").asInt(-1)).isZero();
    assertThat(spec.at("/strategy/rollingUpdate/maxSurge").asInt()).isEqualTo(1);
    assertThat(
            Chart.render(IMAGE)
                .ofKind("PodDisruptionBudget")
                .getFirst()
                .at("/spec/maxUnavailable")
                .asInt())
        .isEqualTo(1);
  }

  // Ways in

  @Test
  void ways_in_wait_longer_than_answers_are_held() {
    JsonNode annotations =
        Chart.render(Chart.combination("03-oidc-ingress"))
            .get("Ingress", "understudy")
            .at("/metadata/annotations");
    assertThat(annotations.path("nginx.ingress.kubernetes.io/proxy-read-timeout").asText())
        .isEqualTo("90");
    assertThat(annotations.path("haproxy.org/timeout-server").asText()).isEqualTo("90s");
    assertThat(annotations.path("cert-manager.io/cluster-issuer").asText()).isEqualTo("plant");
    assertThat(annotations.path("nginx.ingress.kubernetes.io/backend-protocol").asText())
        .isEqualTo("HTTPS");

    JsonNode rule =
        Chart.render(Chart.combination("06-gateway"))
            .get("HTTPRoute", "understudy")
            .at("/spec/rules/0");
    assertThat(rule.at("/timeouts/request").asText()).isEqualTo("60s");
    assertThat(rule.at("/timeouts/backendRequest").asText()).isEqualTo("60s");
  }

  @Test
  void an_annotation_for_the_timeout_that_is_given_stands() {
    JsonNode annotations =
        Chart.render(
                IMAGE
                    + "ingress: {enabled: true, annotations:"
                    + " {nginx.ingress.kubernetes.io/proxy-read-timeout: '120'}}")
            .get("Ingress", "understudy")
            .at("/metadata/annotations");

    assertThat(annotations.path("nginx.ingress.kubernetes.io/proxy-read-timeout").asText())
        .isEqualTo("120");
  }

  @Test
  void metrics_and_probes_are_not_led_out_of_the_cluster() {
    Rendered rendered = Chart.render(Chart.combination("11-load-balancer"));

    JsonNode ports = rendered.get("Service", "failover").at("/spec/ports");
    assertThat(ports).hasSize(1);
    assertThat(ports.at("/0/port").asInt()).isEqualTo(443);
    assertThat(rendered.get("Service", "failover-management").at("/spec/type").isMissingNode())
        .isTrue();
  }

  // What stays and what goes

  @Test
  void the_definitions_are_those_of_deploy_and_stay_when_the_release_goes() throws IOException {
    Rendered rendered = Chart.render(IMAGE);
    try (Stream<Path> files = Files.list(Chart.BASE.resolve("deploy/crds"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
        JsonNode source = Rendered.parse(Files.readString(file)).getFirst();
        JsonNode there =
            rendered.get("CustomResourceDefinition", source.at("/metadata/name").asText());

        assertThat(there.path("spec").equals(ChartTest::compare, source.path("spec"))).isTrue();
        assertThat(there.at("/metadata/annotations/helm.sh~1resource-policy").asText())
            .isEqualTo("keep");
        assertThat(
                Files.readString(Chart.DIRECTORY.resolve("files/crds").resolve(file.getFileName())))
            .as("made anew by: mvn -q -Pmanifests")
            .isEqualTo(Files.readString(file));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    assertThat(Chart.render(IMAGE + "crds: {enabled: false}").ofKind("CustomResourceDefinition"))
        .isEmpty();
  }

  @Test
  void after_an_uninstall_a_job_of_its_own_rights_takes_the_finalizers_off() {
    List<JsonNode> hooks = Chart.render(IMAGE).hooks("post-delete");

    assertThat(hooks)
        .extracting(Rendered::name)
        .contains("ServiceAccount/understudy-uninstall", "Job/understudy-uninstall");
    JsonNode job =
        hooks.stream()
            .filter(hook -> hook.path("kind").asText().equals("Job"))
            .findFirst()
            .orElseThrow();
    assertThat(texts(job.at("/spec/template/spec/containers/0/args")))
        .containsExactly("remove-finalizers", "--wait=90");
    assertThat(job.at("/spec/template/spec/serviceAccountName").asText())
        .isEqualTo("understudy-uninstall");
  }

  @Test
  void no_right_on_secrets_is_asked_for_and_tokenreviews_only_with_that_authentication() {
    for (String combination : Chart.combinations()) {
      Rendered rendered = Chart.render(Chart.combination(combination));
      String rules =
          Stream.of("Role", "ClusterRole")
              .flatMap(kind -> rendered.ofKind(kind).stream())
              .map(role -> role.path("rules").toString())
              .reduce("", String::concat);

      assertThat(rules).doesNotContain("secrets").doesNotContain("\"*\"");
      if (rendered.container().path("args").toString().contains("tokenreview")
          && !combination.equals("10-nothing-optional")) {
        assertThat(rules).as(combination).contains("tokenreviews");
      } else {
        assertThat(rules).as(combination).doesNotContain("tokenreviews");
      }
    }
  }

  @Test
  void listed_namespaces_get_rights_there_and_nowhere_else() {
    Rendered rendered = Chart.render(Chart.combination("02-namespaced"));

    assertThat(rendered.ofKind("ClusterRole"))
        .extracting(Rendered::name)
        .containsExactly("ClusterRole/understudy-tokenreview");
    assertThat(rendered.ofKind("Role").stream().filter(role -> !Rendered.isHook(role)))
        .extracting(role -> role.at("/metadata/namespace").asText())
        .containsExactlyInAnyOrder("line-a", "line-b", "understudy");
  }

  @Test
  void the_notes_say_what_to_do_next() {
    String notes = Chart.notes(Chart.combination("05-single-node"));

    assertThat(notes)
        .contains("WARNING: clients are not authenticated")
        .contains("kubectl -n understudy rollout status deployment/understudy")
        .contains("helm test understudy -n understudy")
        .contains("It serves the namespaces plant.")
        .contains("kubectl get failovergroups -A")
        .contains("the custom resource definitions and all groups stay");
    assertThat(Chart.notes(IMAGE))
        .doesNotContain("WARNING")
        .contains("kubectl label namespace NAMESPACE understudy.dev/tenant=default");
  }
}
