package dev.understudy.group;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether there is room for another session. It goes by what this replica sees and is about to
 * write: what others write at the same moment may exceed a limit by a little. Belongs to the loop.
 */
final class Quota {
  private final SessionRules rules;
  private final Supplier<Collection<GroupActor>> actors;

  /** Counts the sessions of the given groups. */
  Quota(SessionRules rules, Supplier<Collection<GroupActor>> actors) {
    this.rules = rules;
    this.actors = actors;
  }

  /** Why a group can have no more sessions, if it cannot. */
  Optional<Refusal> refusal(GroupActor actor) {
    if (SessionRules.isFull(rules.sessionsInGroup(), actor.members().count())) {
      return Optional.of(
          Refusals.tooManySessionsInGroup(
              actor.resource().orElseThrow().id(), rules.sessionsInGroup()));
    }
    return rules.sessionsInNamespace() > 0 && isNamespaceFull(actor.key().namespace())
        ? Optional.of(Refusals.tooManySessionsInNamespace(rules.sessionsInNamespace()))
        : Optional.empty();
  }

  private boolean isNamespaceFull(String namespace) {
    long present =
        actors.get().stream()
            .filter(actor -> actor.key().namespace().equals(namespace))
            .mapToLong(actor -> actor.members().count())
            .sum();
    return SessionRules.isFull(rules.sessionsInNamespace(), present);
  }
}
