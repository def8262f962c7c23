package dev.understudy.simulation;

import dev.understudy.lease.LeaseFailure;
import dev.understudy.lease.SimulatedLeaseStore;
import dev.understudy.lease.SimulatedLeaseWatch;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What one running of a replica watches Leases by: the API server, its way there, its process. */
final class LeaseSource implements SimulatedLeaseWatch.Api, SimulatedLeaseWatch.Running {
  private final World world;
  private final SimulatedApiServer server;
  private final History history;
  private final String replica;
  private final ApiLink api;
  private final Link link;
  private final VirtualLoop loop;
  private final List<LeaseStream> streams = new ArrayList<>();

  LeaseSource(
      World world,
      SimulatedApiServer server,
      History history,
      String replica,
      ApiLink api,
      Link link,
      VirtualLoop loop) {
    this.world = world;
    this.server = server;
    this.history = history;
    this.replica = replica;
    this.api = api;
    this.link = link;
    this.loop = loop;
  }

  /** Breaks the connections of all watches. */
  void breakStreams() {
    streams.forEach(LeaseStream::broken);
    streams.clear();
  }

  @Override
  public LeaseList list() {
    history.listed(replica);
    SimulatedLeaseStore.Snapshot all = server.leases().all();
    ListMeta meta = new ListMeta();
    meta.setResourceVersion(Long.toString(all.version()));
    LeaseList list = new LeaseList();
    list.setMetadata(meta);
    list.setItems(all.leases().stream().map(lease -> lease.raw()).toList());
    return list;
  }

  @Override
  public long newestVersion() {
    return server.version();
  }

  @Override
  public Watch watch(String version, Watcher<Lease> watcher) {
    LeaseStream stream = LeaseStream.open(world, server, link, Long.parseLong(version), watcher);
    streams.add(stream);
    return stream;
  }

  @Override
  public void run(Runnable task) {
    loop.execute(task);
  }

  @Override
  public void runLater(Duration delay, Runnable task) {
    loop.schedule(loop.now().monotonic().plus(delay), task);
  }

  @Override
  public <T> void call(Supplier<T> call, Consumer<T> then, Consumer<Throwable> otherwise) {
    api.<T>send("watch", write -> call.get())
        .whenComplete(
            (result, error) -> {
              if (error == null) {
                then.accept(result);
              } else {
                otherwise.accept(
                    error instanceof LeaseFailure failure
                        ? new KubernetesClientException(failure.getMessage())
                        : error);
              }
            });
  }
}
