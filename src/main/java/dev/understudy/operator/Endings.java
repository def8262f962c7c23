package dev.understudy.operator;

import dev.understudy.group.Drain;
import dev.understudy.group.GroupKey;
import dev.understudy.group.Refusal;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.GroupWrites;
import dev.understudy.resource.NamespaceEnds;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Lets groups that are being deleted go, as soon as nobody can be in charge any more. Blocks. */
final class Endings {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Drain drain;
  private final GroupWrites writes;
  private final NamespaceEnds namespaces;

  Endings(Drain drain, GroupWrites writes, NamespaceEnds namespaces) {
    this.drain = drain;
    this.writes = writes;
    this.namespaces = namespaces;
  }

  /**
   * Brings a group nearer to its end.
   *
   * @return what it waits for; empty if nothing of ours holds it any more
   */
  Optional<String> end(GroupRecord group) {
    if (!group.hasFinalizer()) {
      return Optional.empty();
    }
    // A namespace that goes takes the Leases with it: waiting would only hold it up.
    Optional<String> waits =
        namespaces.isTerminating(group.namespace()) ? Optional.empty() : waits(group);
    return waits.isPresent() || writes.removeFinalizer(group)
        ? waits
        : Optional.of("the group was changed meanwhile");
  }

  private Optional<String> waits(GroupRecord group) {
    try {
      Drain.State state =
          drain
              .drain(new GroupKey(group.namespace(), group.name()))
              .toCompletableFuture()
              .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .join();
      return switch (state) {
        case Drain.State.Ended() -> Optional.empty();
        case Drain.State.Waiting(String message) -> Optional.of(message);
      };
    } catch (CompletionException | Refusal failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      return Optional.of(
          cause instanceof Refusal refusal
              ? refusal.reason()
              : "the group's Lease cannot be deleted yet: " + cause.getMessage());
    }
  }
}
