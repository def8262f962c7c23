package dev.understudy.benchmark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.understudy.clients.RotatingTransport;
import dev.understudy.clients.RuleKeepingClient;
import dev.understudy.controlplane.AuditLog;
import dev.understudy.controlplane.Binaries;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.demo.HttpTransport;
import dev.understudy.demo.Journal;
import dev.understudy.demo.PollingClient;
import dev.understudy.demo.SavedRole;
import dev.understudy.demo.ThreadTimers;
import dev.understudy.demo.Transport;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What everything is measured on: a control plane, two replicas of the operator under the rights
 * that are shipped, and the clients, which all live in this process.
 */
final class Stage implements AutoCloseable {

  static final String OPERATOR = "system:serviceaccount:understudy:understudy";
  static final String NAMESPACE = "benchmark";

  private static final double SCORE = 50;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Options options;
  private final ControlPlane plane;
  private final ThreadTimers timers = new ThreadTimers("clients");
  private final MachineClock clock = new MachineClock(timers);
  private final HttpClient http = HttpTransport.newClient();
  private final List<ReplicaProcess> replicas = new ArrayList<>();
  private final List<Transport> ways;

  private Stage(Options options, ControlPlane plane) {
    this.options = options;
    this.plane = plane;
    plane.applyDirectory(options.deploy().resolve("crds"));
    plane.applyDirectory(options.deploy().resolve("rbac"));
    plane.kubectl("create", "namespace", NAMESPACE).orFail();
    for (int i = 1; i <= 2; i++) {
      Path kubeconfig = plane.kubeconfig(plane.serviceAccount("understudy", "understudy"));
      replicas.add(
          new ReplicaProcess(
              options,
              kubeconfig,
              NAMESPACE,
              options.output().resolve("replica-" + i + ".log"),
              plane.guard(),
              http));
    }
    replicas.forEach(ReplicaProcess::start);
    replicas.forEach(ReplicaProcess::awaitReady);
    ways =
        replicas.stream()
            .<Transport>map(
                replica ->
                    new HttpTransport(http, replica.endpoint(NAMESPACE), Optional.empty(), timers))
            .toList();
    clock.start();
  }

  /** Starts all of it and waits until it is ready. */
  static Stage start(Options options) {
    Binaries binaries = Binaries.find();
    ControlPlane plane =
        options.fsync() ? ControlPlane.startDurable(binaries) : ControlPlane.start(binaries);
    try {
      return new Stage(options, plane);
    } catch (RuntimeException e) {
      plane.close();
      throw e;
    }
  }

  Options options() {
    return options;
  }

  List<ReplicaProcess> replicas() {
    return List.copyOf(replicas);
  }

  AuditLog auditLog() {
    return plane.auditLog();
  }

  MachineClock clock() {
    return clock;
  }

  Pause pause() {
    return new Pause(timers);
  }

  /**
   * Makes groups as an administrator does, for their clients to find. The clients are led to the
   * two replicas in all four ways.
   */
  List<Pair> pairs(String prefix, Kind kind, int count) {
    List<String> names =
        IntStream.rangeClosed(1, count).mapToObj(i -> "%s-%02d".formatted(prefix, i)).toList();
    plane
        .kubectlWithInput(
            names.stream().map(name -> manifest(name, kind)).collect(Collectors.joining("---\n")),
            "apply",
            "--filename=-")
        .orFail();
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Pair(
                    names.get(i),
                    kind,
                    slot(names.get(i), "a", kind, i),
                    slot(names.get(i), "b", kind, i / 2)))
        .toList();
  }

  private String manifest(String name, Kind kind) {
    return """
    apiVersion: understudy.dev/v1alpha1
    kind: FailoverGroup
    metadata:
      namespace: %s
      name: %s
    spec:
      failoverTimeout: %ds
      election:
        grace: %s
    """
        .formatted(NAMESPACE, name, options.timeout().toSeconds(), kind.grace());
  }

  private Slot slot(String group, String name, Kind kind, int home) {
    String session = group + "." + name;
    return new Slot(
        session,
        (saved, journal) ->
            switch (kind) {
              case STOCK -> stock(group, session, home, saved, journal);
              case RULE_KEEPING -> ruleKeeping(group, session, home, journal);
            });
  }

  private Transport from(int home) {
    return new RotatingTransport(ways, home);
  }

  private Client stock(String group, String session, int home, SavedRole saved, Journal journal) {
    return Client.of(
        new PollingClient(
            new PollingClient.Settings(
                group,
                session,
                session,
                options.timeout(),
                () -> SCORE,
                () -> Optional.of(Instant.now())),
            from(home),
            timers,
            journal,
            saved));
  }

  private Client ruleKeeping(String group, String session, int home, Journal journal) {
    return Client.of(
        new RuleKeepingClient(
            new RuleKeepingClient.Settings(
                group,
                session,
                session,
                UUID.randomUUID().toString(),
                options.timeout(),
                Optional.of(Kind.RULE_KEEPING.interval(options.timeout())),
                () -> SCORE,
                () -> Optional.of(Instant.now())),
            from(home),
            timers,
            journal));
  }

  /**
   * Makes a session the primary by an override, or takes that back, as people do: told to come
   * again, they do so, for a while.
   */
  void override(Pair pair, Slot slot, boolean primary) {
    Pause pause = pause();
    Duration until = pause.now().plus(options.timeout().multipliedBy(2));
    Transport.Reply reply = override(pair, slot, primary ? 1 : 0);
    while (reply.status() == 503 && pause.now().compareTo(until) < 0) {
      pause.rest(AGAIN);
      reply = override(pair, slot, primary ? 1 : 0);
    }
    if (reply.status() != 200) {
      throw new IllegalStateException(
          "an override was answered %d %s".formatted(reply.status(), reply.body()));
    }
  }

  private Transport.Reply override(Pair pair, Slot slot, int role) {
    return ways.getFirst()
        .send(
            new Transport.Call(
                "POST",
                "groups/%s/clientsessions/%s/roleoverride".formatted(pair.group(), slot.session()),
                JsonNodeFactory.instance.objectNode().put("Value", role).toString(),
                ANSWER_LIMIT))
        .join();
  }

  @Override
  public void close() {
    timers.close();
    http.shutdownNow();
    replicas.forEach(ReplicaProcess::kill);
    plane.close();
  }
}
