package dev.understudy.benchmark;

import dev.understudy.demo.Journal.Entry;
import java.time.Duration;
import java.util.Optional;

/**
 * One primary that was replaced by its standby. Moments are on the clock of the clients.
 *
 * @param old the life that was primary
 * @param next the life that stood by
 * @param begun when the primary crashed, began to stop, or when the override was sent
 * @param told when the primary received the answer that ends it: the 204 of its deletion, or
 *     Secondary; nothing for one that crashed
 * @param got the Primary answer to the standby; empty if none came in time
 */
record Trial(
    Scenario scenario,
    Pair pair,
    int round,
    Life old,
    Life next,
    Duration begun,
    Optional<Duration> told,
    Optional<Entry> got) {

  @Override
  public String toString() {
    return "%s, round %d of %s, %s to %s"
        .formatted(scenario.word(), round, pair.group(), old.session(), next.session());
  }
}
