package dev.understudy.controlplane;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running control plane: one etcd, one kube-apiserver and, where there is one, a
 * kube-controller-manager, on ports of 127.0.0.1 of their own. Tests receive it as a parameter, see
 * {@link WithControlPlane}.
 *
 * <p>RBAC is on: whoever is not {@link #admin} may do only what a Role allows. There are no nodes,
 * no scheduler, and no controllers of workloads. Nothing outlives the JVM, neither processes nor
 * files, even if the JVM is killed.
 *
 * <p>Thread-safe. What the API server refuses fails with fabric8's exception; a server that does
 * not do as told fails with an {@link IllegalStateException} that carries the end of its log.
 */
public final class ControlPlane implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

  private final Path directory;
  private final ProcessGuard guard;
  private final Path kubectl;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Credentials admin = new Credentials("admin", UUID.randomUUID().toString());
  private final Servers servers = new Servers();
  private final Etcd etcd;
  private final ApiServer apiServer;
  private final Access access;
  private final Kubeconfigs kubeconfigs;
  private final Path adminKubeconfig;
  private final AuditLog auditLog;
  private final AtomicLong namespaces = new AtomicLong();

  private ControlPlane(Binaries binaries, Path directory, boolean durable, ProcessGuard guard)
      throws IOException {
    this.directory = directory;
    this.guard = guard;
    kubectl = binaries.kubectl();
    etcd = new Etcd(binaries.etcd(), directory, http, durable, guard);
    Credentials controllerManager =
        new Credentials("system:kube-controller-manager", UUID.randomUUID().toString());
    apiServer =
        new ApiServer(
            binaries.apiServer(), directory, etcd.url(), List.of(admin, controllerManager), guard);
    servers.add(Component.ETCD, etcd);
    etcd.awaitReady();
    servers.add(Component.API_SERVER, apiServer);
    apiServer.awaitReady();

    auditLog = new AuditLog(apiServer.auditLog());
    access = new Access(apiServer.url(), apiServer.certificate(), admin);
    kubeconfigs = new Kubeconfigs(Files.createDirectory(directory.resolve("kubeconfigs")));
    adminKubeconfig = kubeconfig(admin);
    // Those who need the controller manager wait for it; the others need not.
    if (binaries.controllerManager().isPresent()) {
      servers.add(
          Component.CONTROLLER_MANAGER,
          new ControllerManager(
              binaries.controllerManager().get(),
              directory,
              kubeconfig(controllerManager),
              access.admin(),
              guard));
    }
  }

  /**
   * Starts a control plane of its own, for tests that cannot share one, and waits until the API
   * server is ready. The controller manager starts too but is not waited for. Its data survive the
   * end of its processes, and need not survive that of the machine.
   */
  public static ControlPlane start(Binaries binaries) {
    return start(binaries, false);
  }

  /** As {@link #start(Binaries)}, with an etcd that waits for its disk before it answers. */
  public static ControlPlane startDurable(Binaries binaries) {
    return start(binaries, true);
  }

  private static ControlPlane start(Binaries binaries, boolean durable) {
    long begin = System.nanoTime();
    ProcessGuard guard = ProcessGuard.start();
    try {
      Path directory = Files.createTempDirectory("understudy-control-plane-");
      guard.removeAtEnd(directory);
      ControlPlane started = new ControlPlane(binaries, directory, durable, guard);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      LOG.info("control plane ready at {} after {} ms", started.url(), took.toMillis());
      return started;
    } catch (IOException e) {
      guard.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      guard.close();
      throw e;
    }
  }

  /** Where the API server listens. */
  public URI url() {
    return apiServer.url();
  }

  /** Holds the logs of the servers, {@code kube-apiserver.log} and its likes, until the end. */
  public Path directory() {
    return directory;
  }

  /** Ends processes that tests start themselves, if the JVM ends before them. */
  public ProcessGuard guard() {
    return guard;
  }

  /** The administrator, who may do everything. */
  public Credentials admin() {
    return admin;
  }

  /** The administrator's client. Shared: never close it. It outlives restarts of the API server. */
  public KubernetesClient adminClient() {
    return access.admin();
  }

  /**
   * A service account with a token for a day. The account is made if it does not exist; it may do
   * nothing but what Roles allow.
   */
  public Credentials serviceAccount(String namespace, String name) {
    return access.serviceAccount(namespace, name);
  }

  /** As {@link #serviceAccount}, the token alone. */
  public String tokenFor(String namespace, String serviceAccount) {
    return serviceAccount(namespace, serviceAccount).token();
  }

  /**
   * A new client of a service account, closed with the control plane at the latest. It repeats
   * failed requests as fabric8's clients do; who does not want that builds one from {@link
   * #config}.
   */
  public KubernetesClient clientFor(String namespace, String serviceAccount) {
    return access.client(serviceAccount(namespace, serviceAccount));
  }

  /** The configuration of a client of this user, to be changed and built at will. */
  public Config config(Credentials user) {
    return access.config(user);
  }

  /** A new kubeconfig file for this user, for kubectl or a process under test. */
  public Path kubeconfig(Credentials user) {
    return kubeconfig(user, url());
  }

  /**
   * A new kubeconfig file for this user that leads to another address, such as a proxy's in front
   * of the API server. The API server's certificate is valid for every port of 127.0.0.1.
   */
  public Path kubeconfig(Credentials user, URI server) {
    return kubeconfigs.write(server, apiServer.certificate(), user);
  }

  /** The kubectl of this control plane. */
  public Path kubectlProgram() {
    return kubectl;
  }

  /** Runs kubectl as the administrator. */
  public KubectlResult kubectl(String... arguments) {
    return kubectl(adminKubeconfig, arguments);
  }

  /** Runs kubectl with a kubeconfig file. */
  public KubectlResult kubectl(Path kubeconfig, String... arguments) {
    return new Kubectl(kubectl, kubeconfig, directory).run("", List.of(arguments));
  }

  /** Runs kubectl as the administrator with a standard input, for {@code apply -f -}. */
  public KubectlResult kubectlWithInput(String input, String... arguments) {
    return new Kubectl(kubectl, adminKubeconfig, directory).run(input, List.of(arguments));
  }

  /**
   * Applies all manifests of a directory, server-side, and waits until the CRDs among them are
   * served.
   *
   * @return what was applied, as {@code kind.group/name}
   */
  public List<String> applyDirectory(Path manifests) {
    List<String> applied =
        kubectl("apply", "--server-side", "--output=name", "--filename=" + manifests)
            .orFail()
            .lines()
            .toList();
    for (String each : applied) {
      if (each.startsWith("customresourcedefinition.")) {
        kubectl("wait", "--for=condition=Established", "--timeout=30s", each).orFail();
      }
    }
    return applied;
  }

  /** Makes a namespace that no other test has. It goes with the control plane. */
  public String freshNamespace(String prefix) {
    String name = prefix + "-" + namespaces.incrementAndGet();
    adminClient()
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  /** Whether this control plane has a kube-controller-manager. */
  public boolean hasControllerManager() {
    return servers.has(Component.CONTROLLER_MANAGER);
  }

  /** Waits until the garbage collector works. */
  public void awaitControllerManager() {
    servers.get(Component.CONTROLLER_MANAGER).awaitReady();
  }

  /** The process number of a running server. */
  public long pid(Component component) {
    return servers.get(component).process().pid();
  }

  /** Ends a server at once, as a crash would. Its data, address and log stay. */
  public void stop(Component component) {
    servers.stop(component);
  }

  /** Starts a stopped server and waits until it does its work. */
  public void start(Component component) {
    servers.start(component);
  }

  /**
   * Stops a server and starts it again. A restarted controller manager knows every CRD at once;
   * otherwise its garbage collector notices a new one within 30 s.
   */
  public void restart(Component component) {
    stop(component);
    start(component);
  }

  /** Freezes a server: its connections stay open and nothing answers. */
  public void pause(Component component) {
    servers.pause(component);
  }

  /** Lets a frozen server go on. */
  public void resume(Component component) {
    servers.resume(component);
  }

  /** As {@link #stop}, the API server. */
  public void stopApiServer() {
    stop(Component.API_SERVER);
  }

  /** As {@link #start}, the API server. */
  public void startApiServer() {
    start(Component.API_SERVER);
  }

  /** As {@link #restart}, the API server. */
  public void restartApiServer() {
    restart(Component.API_SERVER);
  }

  /** Starts what is stopped, lets go on what is frozen, and waits for both. */
  public void restore() {
    servers.restore();
  }

  /**
   * Makes etcd forget everything but the newest state. The API server still remembers the latest
   * changes; restarted after this, it refuses watches from older resource versions with 410.
   *
   * @return the revision, and so the resource version, that is kept
   */
  public long compactEtcd() {
    return etcd.compact();
  }

  /** All requests to the API server. */
  public AuditLog auditLog() {
    return auditLog;
  }

  /** As {@link AuditLog#mark}. */
  public AuditMark auditMark() {
    return auditLog.mark();
  }

  /** As {@link AuditLog#since}. */
  public List<AuditEvent> auditEvents(AuditMark mark) {
    return auditLog.since(mark);
  }

  /** Ends all servers and clients and removes all files. May be called again. */
  @Override
  public void close() {
    access.close();
    apiServer.closeClient();
    servers.stopAll();
    http.shutdownNow();
    guard.close();
  }
}
