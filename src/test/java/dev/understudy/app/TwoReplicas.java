package dev.understudy.app;

import dev.understudy.controlplane.ControlPlane;
import dev.understudy.group.GroupConfiguration;
import dev.understudy.group.GroupKey;
import dev.understudy.group.GroupService;
import dev.understudy.group.HeartbeatRequest;
import dev.understudy.group.Refusal;
import dev.understudy.group.Reply;
import dev.understudy.group.TransitionListener;
import dev.understudy.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/**
 * Two replicas without facades in this process, each with the rights that are shipped and no more.
 */
final class TwoReplicas implements AutoCloseable {
  static final Path DEPLOY = Path.of(System.getProperty("understudy.basedir"), "deploy");

  final List<TransitionListener.Transition> transitions = new CopyOnWriteArrayList<>();
  final Groundwork one;
  final Groundwork two;
  final String namespace;

  TwoReplicas(ControlPlane plane, String namespace) {
    plane.applyDirectory(DEPLOY.resolve("crds"));
    plane.applyDirectory(DEPLOY.resolve("rbac"));
    this.namespace = namespace;
    one = start(plane);
    two = start(plane);
  }

  private Groundwork start(ControlPlane plane) {
    Groundwork replica =
        new Groundwork(
            plane.config(plane.serviceAccount("understudy", "understudy")),
            Set.of(namespace),
            new TransitionListener() {
              @Override
              public void transitioned(Transition transition) {
                transitions.add(transition);
              }

              @Override
              public void changed(GroupKey group) {
                // Nothing is mirrored here.
              }
            },
            false,
            Replicas.ANY_PACE,
            new Telemetry());
    replica.start();
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(replica::isReady);
    return replica;
  }

  void group(String id, Duration timeout) {
    join(
        one.service()
            .createGroup(namespace, new GroupConfiguration(id, null, null, timeout, null), ""));
  }

  void register(Groundwork at, String group, String session) {
    join(at.service().register(namespace, group, session, session, ""));
  }

  /**
   * Sends a stock client's heartbeat; the future completes with its answer, or with its refusal.
   */
  CompletableFuture<Reply.Answer> beat(Groundwork at, String group, String session, double score) {
    CompletableFuture<Reply.Answer> answer = new CompletableFuture<>();
    HeartbeatRequest request =
        new HeartbeatRequest(
            session, score, null, null, null, null, session, at.loop().now().monotonic());
    at.service().heartbeat(namespace, group, request, new Recorded(answer));
    return answer;
  }

  void leave(Groundwork at, String group, String session) {
    join(
        at.service()
            .deleteSession(
                namespace,
                group,
                new GroupService.Departure(
                    session, "", session, null, at.loop().now().monotonic(), () -> true)));
  }

  static <T> T join(java.util.concurrent.CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    one.close();
    two.close();
  }

  private record Recorded(CompletableFuture<Answer> answer) implements Reply {
    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void answer(Answer given, Consumer<Delivery> written) {
      // In this order: the next heartbeat must find that this answer was written.
      written.accept(Delivery.WRITTEN);
      answer.complete(given);
    }

    @Override
    public void refuse(Refusal refusal) {
      answer.completeExceptionally(refusal);
    }
  }
}
