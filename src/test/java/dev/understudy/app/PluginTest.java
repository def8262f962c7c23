package dev.understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.understudy.api.FailoverGroup;
import dev.understudy.embedded.EmbeddedApiServer;
import dev.understudy.plugin.KubectlUnderstudy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kubectl plugin beside a whole replica and two clients. */
class PluginTest {

  private static final String NAMESPACE = "default";

  @TempDir private Path directory;

  private EmbeddedApiServer server;
  private KubernetesClient client;
  private Replicas replicas;
  private Replica replica;
  private Path kubeconfig;

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedApiServer.start();
    client = server.client();
    replicas = new Replicas(server.config(), NAMESPACE);
    replica = replicas.ready();
    kubeconfig =
        Files.writeString(
            directory.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            current-context: here
            contexts: [{name: here, context: {cluster: here, user: me, namespace: default}}]
            clusters: [{name: here, cluster: {server: "%s"}}]
            users: [{name: me, user: {}}]
            """
                .formatted(server.url()));
  }

  @AfterEach
  void stop() {
    replicas.close();
    client.close();
    server.close();
  }

  private record Run(int code, String out, String err) {}

  private Run run(String command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> line = new ArrayList<>(List.of(command, "--kubeconfig", kubeconfig.toString()));
    line.addAll(List.of(arguments));
    int code =
        KubectlUnderstudy.execute(
            new PrintWriter(out), new PrintWriter(err), line.toArray(String[]::new));
    return new Run(code, out.toString(), err.toString());
  }

  /** Two sessions, A in charge. */
  private void pair() {
    replicas.send(replica, "POST", "/", "{\"Id\":\"g\",\"FailoverTimeout\":\"00:00:04\"}");
    replicas.register(replica, "g", "A");
    replicas.register(replica, "g", "B");
    replicas.beat(replica, "g", "A");
    replicas.beat(replica, "g", "B");
    awaitPrimary("A");
  }

  private void awaitPrimary(String id) {
    await().atMost(Duration.ofSeconds(20)).until(() -> id.equals(group().getStatus().primary()));
  }

  private FailoverGroup group() {
    return client.resources(FailoverGroup.class).inNamespace(NAMESPACE).withName("g").get();
  }

  @Test
  void a_switch_is_carried_out_told_to_a_watcher_and_taken_back() throws Exception {
    pair();
    try (ScheduledExecutorService clients = Executors.newScheduledThreadPool(3)) {
      Future<Run> watcher = clients.submit(() -> run("watch", "g", "--changes", "2"));
      List<ScheduledFuture<?>> beats =
          Stream.of("A", "B").<ScheduledFuture<?>>map(id -> beating(clients, id)).toList();

      Run switched = run("switch", "g", "B", "--for", "10m");
      assertThat(switched.err()).isEmpty();
      assertThat(switched.out())
          .contains("g: B is to be in charge until ", "B is in charge after ");
      assertThat(switched.code()).isZero();
      assertThat(watcher.get().out()).contains("primary is A, term 1").contains("B");

      Run back = run("switch", "g", "--off");
      assertThat(back.code()).isZero();
      assertThat(back.out()).contains("the overrides are taken back");
      assertThat(group().getSpec().roleOverrides()).isEmpty();
      beats.forEach(each -> each.cancel(false));
    }
  }

  private ScheduledFuture<?> beating(ScheduledExecutorService clients, String id) {
    return clients.scheduleAtFixedRate(
        () -> replicas.beat(replica, "g", id), 0, 500, TimeUnit.MILLISECONDS);
  }

  @Test
  void who_is_in_charge_is_shown_and_explained() {
    pair();

    Run status = run("status");
    assertThat(status.code()).isZero();
    assertThat(status.out()).startsWith("GROUP   PRIMARY").contains("g       A");
    Run one = run("status", "g", "-o", "json");
    assertThat(one.out()).contains("\"primary\" : \"A\"");
    Run explained = run("explain", "g");
    assertThat(explained.out()).startsWith("g: A is in charge").contains("B: ");
    assertThat(run("status", "-n", "elsewhere").out())
        .isEqualTo("There are no groups in namespace 'elsewhere'; -A shows all.\n");
  }

  @Test
  void what_cannot_be_done_is_said_in_a_sentence() {
    pair();

    assertThat(run("status", "nobody").err())
        .isEqualTo(
            "error: there is no FailoverGroup 'nobody' in namespace 'default';"
                + " kubectl get fg -A lists all\n");
    assertThat(run("status", "nobody").code()).isEqualTo(1);
    assertThat(run("switch", "g", "C").err())
        .isEqualTo("error: group 'g' has no session 'C'; it has: A, B\n");
    assertThat(run("switch", "g").err()).startsWith("Say who is to be in charge, or --off");
    assertThat(run("switch", "g").code()).isEqualTo(2);
    assertThat(run("switch", "g", "B", "--for", "soon").err())
        .contains("'soon' is no duration like 10m or 1h30m");
    assertThat(run("switch", "g", "--off").out())
        .isEqualTo("g: there is no override to take back\n");
  }

  @Test
  void a_support_bundle_holds_what_helps_and_no_data_of_clients() throws IOException {
    replicas.send(
        replica, "POST", "/", "{\"Id\":\"g\",\"AdditionalData\":{\"Password\":\"hunter2\"}}");
    Path file = directory.resolve("bundle.zip");

    Run dump = run("dump", "--file", file.toString());
    assertThat(dump.err()).isEmpty();
    assertThat(dump.code()).isZero();

    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(entry -> entry.getName()).toList())
          .contains("understudy/groups.yaml", "understudy/leases.yaml", "understudy/version.txt");
      for (var entry : zip.stream().toList()) {
        assertThat(text(zip, entry)).doesNotContain("hunter2");
      }
      assertThat(text(zip, zip.getEntry("understudy/groups.yaml"))).contains("name: \"g\"");
    }
    assertThat(run("dump", "--file", file.toString()).err()).contains("exists already");
  }

  private static String text(ZipFile zip, ZipEntry entry) throws IOException {
    return new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void a_command_line_is_completed() {
    StringWriter out = new StringWriter();
    KubectlUnderstudy.execute(
        new PrintWriter(out), new PrintWriter(new StringWriter()), "__complete", "s");

    assertThat(out.toString()).isEqualTo("status\nswitch\n:4\n");
  }
}
