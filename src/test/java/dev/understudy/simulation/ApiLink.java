package dev.understudy.simulation;

import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.election.Settings;
import dev.understudy.group.GroupKey;
import dev.understudy.group.GroupResource;
import dev.understudy.group.GroupResources;
import dev.understudy.group.Loop;
import dev.understudy.lease.LeaseFailure;
import dev.understudy.lease.SimulatedLeaseStore;
import dev.understudy.lease.StoredLease;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The API server as one replica reaches it: requests and answers take their time, get lost, and
 * then nobody knows whether the write took effect.
 */
public final class ApiLink implements SimulatedLeaseStore.Server, GroupResources {
  private final World world;
  private final SimulatedApiServer server;
  private final String replica;
  private final Link there;
  private final Link back;
  private final History history;
  private final Supplier<Instant> wall;
  private Duration patience = Duration.ofSeconds(5);
  private int calls;

  ApiLink(
      World world,
      SimulatedApiServer server,
      String replica,
      Link there,
      Link back,
      History history,
      Supplier<Instant> wall) {
    this.world = world;
    this.server = server;
    this.replica = replica;
    this.there = there;
    this.back = back;
    this.history = history;
    this.wall = wall;
  }

  /** The way of the requests. */
  Link there() {
    return there;
  }

  /** The way of the answers. */
  Link back() {
    return back;
  }

  /** How long a request waits for its answer. */
  ApiLink patience(Duration next) {
    patience = next;
    return this;
  }

  /** Cuts both ways off, or joins them again. */
  void cut(boolean cut) {
    there.cut(cut);
    back.cut(cut);
  }

  /** How many calls were made. */
  int calls() {
    return calls;
  }

  @Override
  public CompletionStage<Lease> create(Lease lease) {
    return call(
        "POST " + lease.getMetadata().getName(),
        write -> server.leases().create(lease, write).raw());
  }

  @Override
  public CompletionStage<Lease> update(Lease lease) {
    return call(
        "PUT " + lease.getMetadata().getName(),
        write -> server.leases().update(lease, write).raw());
  }

  @Override
  public CompletionStage<Void> delete(StoredLease lease, Optional<String> version) {
    return call(
        "DELETE " + lease.name(),
        write -> {
          server
              .leases()
              .delete(lease.namespace() + "/" + lease.name(), lease.uid(), version, write);
          return null;
        });
  }

  @Override
  public CompletionStage<Optional<Lease>> get(String namespace, String name) {
    return call("GET " + name, write -> server.leases().get(namespace, name).map(StoredLease::raw));
  }

  @Override
  public CompletionStage<SimulatedLeaseStore.Snapshot> list(String namespace, String groupName) {
    return call(
        "LIST " + groupName,
        write -> {
          history.listed(replica);
          return server.leases().ofGroup(namespace, groupName);
        });
  }

  @Override
  public CompletionStage<Optional<GroupResource>> read(GroupKey key, Settings known) {
    return call("GET " + key, write -> server.groups().get(key));
  }

  @Override
  public CompletionStage<Boolean> exists(String namespace, String uid) {
    return call("LIST groups", write -> server.groups().exists(namespace, uid));
  }

  @Override
  public CompletionStage<Void> recordLease(GroupResource group, String leaseUid, long term) {
    return call(
        "PATCH " + group.key() + "/status",
        write -> {
          server.groups().record(group, leaseUid, term);
          return null;
        });
  }

  /** Writes a status over the version that it was made from; gives what stands then. */
  CompletionStage<Optional<SimulatedGroups.Stored>> show(
      GroupResource group, FailoverGroupStatus status) {
    return call(
        "PUT " + group.key() + "/status",
        write -> {
          server.groups().show(group, status);
          return server.groups().find(group.key());
        });
  }

  /** Takes the finalizer off a group. */
  CompletionStage<Void> finish(GroupResource group) {
    return call(
        "PATCH " + group.key(),
        write -> {
          server.finish(group.key(), group.uid());
          return null;
        });
  }

  /** Makes one call; what the server throws is its answer. */
  <T> CompletionStage<T> call(String what, Function<Write, T> atServer) {
    calls++;
    return send(what, atServer);
  }

  /** Makes a call that is not counted: watching costs the same whatever happens. */
  <T> CompletionStage<T> send(String what, Function<Write, T> atServer) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Duration sent = world.now();
    Instant clock = wall.get();
    Loop.Timer timeout =
        world.after(
            patience,
            () -> result.completeExceptionally(unknown(what + " had no answer in " + patience)));
    int copies = there.drops() ? 0 : there.repeats() ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      world.after(there.delay(), () -> arrive(what, sent, clock, atServer, result, timeout));
    }
    return result;
  }

  private <T> void arrive(
      String what,
      Duration sent,
      Instant clock,
      Function<Write, T> atServer,
      CompletableFuture<T> result,
      Loop.Timer timeout) {
    Runnable answer = act(what, new Write(replica, sent, world.now(), clock), atServer, result);
    if (!back.drops()) {
      world.after(
          back.delay(),
          () -> {
            timeout.cancel();
            answer.run();
          });
    }
  }

  private <T> Runnable act(
      String what, Write write, Function<Write, T> atServer, CompletableFuture<T> result) {
    if (!server.isUp()) {
      return () -> result.completeExceptionally(unknown("connection refused"));
    }
    long before = server.version();
    try {
      T value = atServer.apply(write);
      world.say(() -> replica + " " + what + " -> done at " + server.version());
      return () -> result.complete(value);
    } catch (LeaseFailure failure) {
      world.say(() -> replica + " " + what + " -> " + failure.kind());
      return () -> result.completeExceptionally(failure);
    } catch (IllegalStateException failure) {
      world.say(() -> replica + " " + what + " -> " + failure.getMessage());
      return () -> result.completeExceptionally(failure);
    } finally {
      if (server.version() != before) {
        server.published();
      }
    }
  }

  private static LeaseFailure unknown(String message) {
    return new LeaseFailure(LeaseFailure.Kind.UNKNOWN, message, null);
  }
}
