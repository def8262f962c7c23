package dev.understudy.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.Crds;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.testing.Installed;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds on a real API server, and that kubectl finds the plugin. */
@WithControlPlane
class DoctorOnControlPlaneTest {

  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  private final ControlPlane plane;
  private final KubernetesClient admin;

  DoctorOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    Installed.on(plane);
    this.admin = plane.adminClient();
  }

  private static Check find(List<Check> checks, String name) {
    return checks.stream().filter(check -> check.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<Check> examine(KubernetesClient client, InstantSource clock) {
    return new Doctor(client, clock).examine();
  }

  @Test
  void an_installation_in_order_is_called_so() {
    List<Check> checks = examine(admin, InstantSource.system());

    for (String name :
        List.of("API server", "CRDs", "Clock", "Your permissions", "Admission webhooks")) {
      assertThat(find(checks, name))
          .extracting(Check::outcome)
          .as(name + ": " + find(checks, name).message())
          .isEqualTo(Check.Outcome.OK);
    }
  }

  @Test
  void a_crd_that_differs_is_found() {
    CustomResourceDefinition ours =
        Serialization.unmarshal(Crds.documents().getFirst(), CustomResourceDefinition.class);
    CustomResourceDefinition other = new CustomResourceDefinitionBuilder(ours).build();
    other.getSpec().getVersions().getFirst().getAdditionalPrinterColumns().removeLast();

    assertThat(InstalledCrd.isSame(ours, ours)).isTrue();
    assertThat(InstalledCrd.isSame(ours, other)).isFalse();
  }

  @Test
  void a_clock_that_is_wrong_is_found() {
    InstantSource slow = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(-3));

    assertThat(find(examine(admin, slow), "Clock").message()).contains("2m").contains("apart");
  }

  @Test
  void whoever_may_not_look_is_told_so() {
    String namespace = plane.freshNamespace("doctor");
    try (KubernetesClient stranger = plane.clientFor(namespace, "stranger")) {
      List<Check> checks = examine(stranger, InstantSource.system());

      assertThat(find(checks, "CRDs").outcome()).isEqualTo(Check.Outcome.UNKNOWN);
      assertThat(find(checks, "CRDs").message()).startsWith("you may not look: ");
      assertThat(find(checks, "Your permissions").message())
          .contains("list failovergroups.understudy.dev");
    }
  }

  @Test
  void a_webhook_in_the_way_of_heartbeats_is_found() {
    var hook =
        new ValidatingWebhookConfigurationBuilder()
            .withNewMetadata()
            .withName("in-the-way")
            .endMetadata()
            .addNewWebhook()
            .withName("in.the.way")
            .withAdmissionReviewVersions("v1")
            .withSideEffects("None")
            .withFailurePolicy("Ignore")
            .withNewClientConfig()
            .withUrl("https://127.0.0.1:1/")
            .endClientConfig()
            .addNewRule()
            .withApiGroups("coordination.k8s.io")
            .withApiVersions("v1")
            .withOperations("DELETE")
            .withResources("leases")
            .endRule()
            .withNewNamespaceSelector()
            .addToMatchLabels("no", "namespace")
            .endNamespaceSelector()
            .endWebhook()
            .build();
    admin.resource(hook).create();
    try {
      assertThat(find(examine(admin, InstantSource.system()), "Admission webhooks").message())
          .isEqualTo("asked about Leases or groups: in.the.way");
    } finally {
      admin.resource(hook).delete();
    }
  }

  @Test
  void kubectl_finds_the_plugin_and_completes_it(@TempDir Path directory) throws Exception {
    assertThat(kubectl(directory, "understudy", "status", "-A", "-o", "json")).startsWith("[");
    assertThat(kubectl(directory, "__complete", "understudy", "st")).contains("status\n");
  }

  private String kubectl(Path directory, String... arguments)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Path base = Path.of(System.getProperty("understudy.basedir"));
    List<String> command =
        Stream.concat(Stream.of(plane.kubectlProgram().toString()), Stream.of(arguments)).toList();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("KUBECONFIG", plane.kubeconfig(plane.admin()).toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("UNDERSTUDY_JAR", jarOfTheClassPath(directory).toString());
    builder.environment().put("XDG_CACHE_HOME", directory.toString());
    builder
        .environment()
        .merge(
            "PATH", base.resolve("deploy/kubectl").toString(), (path, ours) -> ours + ":" + path);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output);
  }

  /** The program as it is now: its jar is packed only after the tests. */
  private static Path jarOfTheClassPath(Path directory) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Stream.of(CLASS_PATH.split(":"))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    Path jar = directory.resolve("understudy.jar");
    try (OutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.write(new byte[0], 0, 0);
    }
    return jar;
  }
}
