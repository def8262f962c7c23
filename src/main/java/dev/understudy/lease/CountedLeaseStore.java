package dev.understudy.lease;

import dev.understudy.election.Cause;
import dev.understudy.election.GroupLease;
import dev.understudy.election.SessionLease;
import dev.understudy.telemetry.Metric;
import dev.understudy.telemetry.Tally;
import dev.understudy.telemetry.Telemetry;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Counts what becomes of the writes to another store. As thread-safe as that. */
public final class CountedLeaseStore implements LeaseStore {
  private final LeaseStore store;
  private final Results groups;
  private final Results sessions;

  /** Counts the writes to a store into the given telemetry. */
  public CountedLeaseStore(LeaseStore store, Telemetry telemetry) {
    this.store = store;
    this.groups = new Results(telemetry, "group");
    this.sessions = new Results(telemetry, "session");
  }

  /** What became of the writes of one kind of Leases. */
  private static final class Results {
    private final Tally done;
    private final Map<LeaseFailure.Kind, Tally> failures = new EnumMap<>(LeaseFailure.Kind.class);

    Results(Telemetry telemetry, String lease) {
      done = telemetry.tally(Metric.LEASE_WRITES, lease, "done");
      for (LeaseFailure.Kind kind : LeaseFailure.Kind.values()) {
        failures.put(
            kind,
            telemetry.tally(Metric.LEASE_WRITES, lease, kind.name().toLowerCase(Locale.ROOT)));
      }
    }

    <T> CompletionStage<T> of(CompletionStage<T> write) {
      var _ = write.whenComplete((result, error) -> count(error));
      // Not the stage that follows: that one would wrap what went wrong.
      return write;
    }

    private void count(@Nullable Throwable error) {
      if (error == null) {
        done.add();
        return;
      }
      LeaseFailure.Kind kind =
          error instanceof LeaseFailure failure ? failure.kind() : LeaseFailure.Kind.UNKNOWN;
      Tally tally = failures.get(kind);
      if (tally != null) {
        tally.add();
      }
    }
  }

  @Override
  public CompletionStage<StoredGroup> create(LeaseAddress at, GroupLease lease, Instant now) {
    return groups.of(store.create(at, lease, now));
  }

  @Override
  public CompletionStage<StoredSession> create(LeaseAddress at, SessionLease lease) {
    return sessions.of(store.create(at, lease));
  }

  @Override
  public CompletionStage<StoredGroup> update(
      StoredGroup base, GroupLease next, Cause cause, Instant now) {
    return groups.of(store.update(base, next, cause, now));
  }

  @Override
  public CompletionStage<StoredSession> update(StoredSession base, SessionLease next) {
    return sessions.of(store.update(base, next));
  }

  @Override
  public CompletionStage<StoredGroup> takeOver(
      StoredGroup base, LeaseAddress heir, GroupLease next, Instant now) {
    return groups.of(store.takeOver(base, heir, next, now));
  }

  @Override
  public CompletionStage<Void> delete(StoredSession session) {
    return sessions.of(store.delete(session));
  }

  @Override
  public CompletionStage<Void> deleteUnchanged(StoredSession session) {
    return sessions.of(store.deleteUnchanged(session));
  }

  @Override
  public CompletionStage<Void> delete(StoredGroup group) {
    return groups.of(store.delete(group));
  }

  @Override
  public CompletionStage<Optional<StoredLease>> get(String namespace, String name) {
    return store.get(namespace, name);
  }

  @Override
  public CompletionStage<Listed> list(String namespace, String groupName) {
    return store.list(namespace, groupName);
  }
}
