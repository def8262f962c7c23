package dev.understudy.election.model;

import java.util.Locale;
import java.util.Optional;

/**
 * What came of one check: all that was looked at, and what was found to be wrong.
 *
 * @param scenario what was explored
 * @param states how many worlds were found
 * @param depth after how many steps it ended
 * @param complete whether there is nothing beyond
 * @param decisions how many different questions the election was asked
 * @param ends from how many different worlds a fair end was played
 * @param wrong a shortest way to a broken invariant, or to a world without a way to a primary
 * @param seconds how long it took
 */
record Check(
    Scenario scenario,
    int states,
    int depth,
    boolean complete,
    long decisions,
    int ends,
    Optional<Trace> wrong,
    double seconds) {

  /** What it is called when a world has no way to a primary. */
  static final String LIVENESS = "no way to a primary";

  /** Looks for a broken invariant, and then for worlds without a way to a primary. */
  static Check all(Scenario scenario, Protocol protocol) {
    return run(scenario, protocol, "", true);
  }

  /** Looks for one kind of fault only. */
  static Check only(String fault, Scenario scenario, Protocol protocol) {
    return run(scenario, protocol, fault, fault.equals(LIVENESS));
  }

  private static Check run(Scenario scenario, Protocol protocol, String fault, boolean ends) {
    long begin = System.nanoTime();
    Exploration exploration = new Exploration(scenario, protocol, fault).run();
    FairEnd fair = new FairEnd(scenario, protocol);
    Optional<Trace> wrong = exploration.counterexample();
    for (int number = 0; ends && wrong.isEmpty() && number < exploration.states(); number++) {
      Optional<String> stuck = fair.check(exploration.world(number));
      if (stuck.isPresent()) {
        wrong = Optional.of(exploration.wayTo(number, LIVENESS + ": " + stuck.get()));
      }
    }
    return new Check(
        scenario,
        exploration.states(),
        exploration.depth(),
        exploration.isComplete(),
        exploration.decisions(),
        fair.worlds(),
        wrong,
        (System.nanoTime() - begin) / 1e9);
  }

  /** One line of a table. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-42s %3d steps%s %,11d states %,9d decisions %,7d ends %6.1f s %,9.0f states/s",
        scenario.name(),
        depth,
        complete ? ", all," : "      ",
        states,
        decisions,
        ends,
        seconds,
        states / seconds);
  }
}
