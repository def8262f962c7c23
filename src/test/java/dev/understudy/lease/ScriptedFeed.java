package dev.understudy.lease;

import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseListBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.Watcher.Action;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An API server of which the test says what it answers, and when. */
final class ScriptedFeed implements LeaseFeed {
  /** The store's; what a watch shows raises it. */
  long version = 100;

  @Nullable RuntimeException refusal;

  /** Runs while a watch is being opened, before the call returns. */
  Runnable whileOpening = () -> {};

  int lists;
  final List<Opened> watches = new ArrayList<>();

  /** One watch that was opened. */
  final class Opened implements Watch {
    final String from;
    final Watcher<Lease> watcher;
    boolean closed;

    Opened(String from, Watcher<Lease> watcher) {
      this.from = from;
      this.watcher = watcher;
    }

    void shows(Action action, long shown) {
      version = Math.max(version, shown);
      watcher.eventReceived(action, lease(shown));
    }

    void breaks() {
      watcher.onClose(new WatcherException("broken"));
    }

    void isForgotten() {
      watcher.onClose(new WatcherException("too old", refusal(410)));
    }

    @Override
    public void close() {
      closed = true;
      watcher.onClose();
    }
  }

  static Lease lease(long version) {
    return new LeaseBuilder(Samples.group(Samples.held(1, version), version).raw()).build();
  }

  static KubernetesClientException refusal(int code) {
    return new KubernetesClientException(
        new StatusBuilder().withCode(code).withMessage("code " + code).build());
  }

  Opened last() {
    return watches.getLast();
  }

  @Override
  public @Nullable String namespace() {
    return "plant";
  }

  @Override
  public LeaseList list() {
    answer();
    lists++;
    ListMeta meta = new ListMetaBuilder().withResourceVersion(Long.toString(version)).build();
    return new LeaseListBuilder().withMetadata(meta).withItems(lease(version)).build();
  }

  @Override
  public long newestVersion() {
    answer();
    return version;
  }

  @Override
  public Watch watch(String from, Watcher<Lease> watcher) {
    answer();
    Opened opened = new Opened(from, watcher);
    watches.add(opened);
    whileOpening.run();
    return opened;
  }

  private void answer() {
    if (refusal != null) {
      throw refusal;
    }
  }
}
