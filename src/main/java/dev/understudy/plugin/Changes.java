package dev.understudy.plugin;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.api.LastTransition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in a line what has changed of a group since it was seen last. Not thread-safe. */
final class Changes {
  private final boolean namespaces;
  private final Map<String, State> seen = new HashMap<>();

  /**
   * Nothing was seen yet.
   *
   * @param namespaces whether lines name the group's namespace
   */
  Changes(boolean namespaces) {
    this.namespaces = namespaces;
  }

  private record State(@Nullable String primary, @Nullable String pending, @Nullable Long term) {
    static State of(FailoverGroup group) {
      return group
          .statusIfAny()
          .map(status -> new State(status.primary(), status.pendingPrimary(), status.term()))
          .orElseGet(() -> new State(null, null, null));
    }
  }

  /** What is new of a group; empty if nothing is that concerns who is in charge. */
  Optional<String> next(FailoverGroup group, Instant now) {
    State state = State.of(group);
    State before = seen.put(key(group), state);
    if (state.equals(before)) {
      return Optional.empty();
    }
    String line =
        before == null
            ? "primary is " + somebody(state.primary()) + term(state)
            : change(group, before, state);
    String pending =
        state.pending() == null ? "" : "; next is " + TextTable.printable(state.pending());
    return Optional.of(told(group, now, line + pending));
  }

  private static String change(FailoverGroup group, State before, State state) {
    if (Objects.equals(before.primary(), state.primary())
        && Objects.equals(before.term(), state.term())) {
      return state.pending() == null
          ? "the handover is off, primary stays " + somebody(state.primary())
          : "primary is " + somebody(state.primary());
    }
    return "%s -> %s%s%s"
        .formatted(
            somebody(before.primary()), somebody(state.primary()), term(state), reason(group));
  }

  /** That a group is gone. */
  Optional<String> gone(FailoverGroup group, Instant now) {
    return seen.remove(key(group)) == null
        ? Optional.empty()
        : Optional.of(told(group, now, "the group is deleted"));
  }

  private String told(FailoverGroup group, Instant now, String what) {
    String name = group.getMetadata().getName();
    return "%s  %s  %s"
        .formatted(
            now.truncatedTo(ChronoUnit.MILLIS),
            namespaces ? group.getMetadata().getNamespace() + "/" + name : name,
            what);
  }

  private static String somebody(@Nullable String session) {
    return session == null ? "nobody" : TextTable.printable(session);
  }

  private static String term(State state) {
    return state.term() == null ? "" : ", term " + state.term();
  }

  private static String reason(FailoverGroup group) {
    return group
        .statusIfAny()
        .map(FailoverGroupStatus::lastTransition)
        .map(LastTransition::reason)
        .map(reason -> " (" + reason + ")")
        .orElse("");
  }

  private static String key(FailoverGroup group) {
    return group.getMetadata().getUid();
  }
}
