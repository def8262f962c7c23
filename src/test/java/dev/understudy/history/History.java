package dev.understudy.history;

import java.time.Duration;
import java.util.List;

/**
 * All that is known of what happened. All moments are read from one clock, or from clocks that
 * differ by the inaccuracy at most.
 *
 * @param leases all writes of Leases, in the order of their versions
 * @param groups all writes of FailoverGroups, in order
 * @param inaccuracy how far moments from different logs may be apart that were the same; zero in a
 *     simulation
 */
public record History(
    List<Acting> acting,
    List<Answer> answers,
    List<LeaseWrite> leases,
    List<GroupWrite> groups,
    List<Deletion> deletions,
    List<Ended> ended,
    List<Listing> listings,
    List<Expectation> expectations,
    Duration inaccuracy) {

  public History {
    acting = List.copyOf(acting);
    answers = List.copyOf(answers);
    leases = List.copyOf(leases);
    groups = List.copyOf(groups);
    deletions = List.copyOf(deletions);
    ended = List.copyOf(ended);
    listings = List.copyOf(listings);
    expectations = List.copyOf(expectations);
  }
}
