package dev.understudy.lease;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what a watch of Leases says. */
final class HeardEvents implements LeaseListener {
  final List<Heard> all = new CopyOnWriteArrayList<>();

  /** For how long nothing may have been seen when the watch ended, each time that it did. */
  final List<Duration> interruptions = new CopyOnWriteArrayList<>();

  sealed interface Heard {}

  record Listed(@Nullable String namespace, List<StoredLease> leases, long version)
      implements Heard {}

  record Changed(StoredLease lease) implements Heard {}

  record Deleted(StoredLease lease) implements Heard {}

  record Resumed(@Nullable String namespace, Duration blind) implements Heard {}

  @Override
  public void listed(@Nullable String namespace, List<StoredLease> leases, long version) {
    all.add(new Listed(namespace, List.copyOf(leases), version));
  }

  @Override
  public void changed(StoredLease lease) {
    all.add(new Changed(lease));
  }

  @Override
  public void deleted(StoredLease lease) {
    all.add(new Deleted(lease));
  }

  @Override
  public void interrupted(@Nullable String namespace, Duration blind) {
    interruptions.add(blind);
  }

  @Override
  public void resumed(@Nullable String namespace, Duration blind) {
    all.add(new Resumed(namespace, blind));
  }

  /** The kinds and versions in words, such as {@code listed 100} and {@code resumed after PT2S}. */
  List<String> words() {
    return all.stream()
        .map(
            heard ->
                switch (heard) {
                  case Listed(var _, var _, long version) -> "listed " + version;
                  case Changed(StoredLease lease) -> "changed " + lease.version();
                  case Deleted(StoredLease lease) -> "deleted " + lease.version();
                  case Resumed(var _, Duration blind) -> "resumed after " + blind;
                })
        .toList();
  }

  <T extends Heard> List<T> only(Class<T> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
