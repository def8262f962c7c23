package dev.understudy.operator;

import dev.understudy.api.Durations;
import dev.understudy.group.AbsentSessions;
import dev.understudy.group.AbsentSessions.Removal;
import dev.understudy.group.GroupKey;
import dev.understudy.group.Refusal;
import dev.understudy.resource.Events;
import dev.understudy.resource.GroupRecord;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has sessions that never came back removed, a few at a time, and tells of each by an Event. The
 * replica that ranks first for a group does it; another only if that one has not. Blocks.
 * Thread-safe.
 */
final class Absentees {
  private static final Logger LOG = LoggerFactory.getLogger(Absentees.class);

  /** So that many that went at once do not keep the API server from what is urgent. */
  private static final int AT_ONCE = 10;

  private static final Duration NEXT_ONES = Duration.ofSeconds(1);
  private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final AbsentSessions sessions;
  private final Events events;
  private final Function<String, Duration> patience;

  /**
   * @param patience how long this replica leaves it to others, by a group's UID
   */
  Absentees(AbsentSessions sessions, Events events, Function<String, Duration> patience) {
    this.sessions = sessions;
    this.events = events;
    this.patience = patience;
  }

  /**
   * Removes those sessions of a group that have been gone for long enough.
   *
   * @return when to come again
   */
  Duration remove(GroupRecord group) {
    for (int i = 0; i < AT_ONCE; i++) {
      try {
        switch (removeOne(group)) {
          case Removal.Done done -> tell(group, done);
          case Removal.None(Duration again) -> {
            return again;
          }
        }
      } catch (CompletionException | Refusal failure) {
        LOG.debug(
            "{}/{}: absent sessions cannot be removed now",
            group.namespace(),
            group.name(),
            failure);
        return AFTER_A_FAILURE;
      }
    }
    return NEXT_ONES;
  }

  private Removal removeOne(GroupRecord group) {
    return sessions
        .removeOne(new GroupKey(group.namespace(), group.name()), patience.apply(group.uid()))
        .toCompletableFuture()
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private void tell(GroupRecord group, Removal.Done done) {
    events.tell(
        group,
        Events.Tone.NORMAL,
        "SessionRemoved",
        "Remove",
        "session '%s' was removed: it never came back within %s"
            .formatted(done.sessionId(), Durations.print(done.retention())));
  }
}
