package dev.understudy.simulation;

import dev.understudy.history.Judge;
import dev.understudy.history.Violation;
import java.util.List;

/**
 * What came of a plan.
 *
 * @param violations what is wrong
 * @param steps how much happened
 */
record Outcome(
    Plan plan, dev.understudy.history.History history, List<Violation> violations, long steps) {

  static Outcome of(Plan plan, Cluster cluster) {
    dev.understudy.history.History history = cluster.history().told(cluster.server());
    return new Outcome(plan, history, Judge.violations(history), cluster.world().steps());
  }

  /** The same for two histories in which the same has happened, in any process. */
  String fingerprint() {
    long hash = 1125899906842597L;
    for (Object part :
        List.of(
            history.acting(), history.answers(), history.groups(), history.deletions(), steps)) {
      hash = hash(hash, part.toString());
    }
    for (var write : history.leases()) {
      hash =
          hash(
              hash,
              "%d %s %s %s %s"
                  .formatted(
                      write.version(),
                      write.lease().name(),
                      write.by(),
                      write.sent(),
                      write.done()));
    }
    return Long.toHexString(hash);
  }

  private static long hash(long hash, String text) {
    long next = hash;
    for (int i = 0; i < text.length(); i++) {
      next = 31 * next + text.charAt(i);
    }
    return next;
  }
}
