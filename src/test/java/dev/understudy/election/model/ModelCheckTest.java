package dev.understudy.election.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.model.Scenario.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All interleavings of a small group, up to a number of steps, under the election as it is: no
 * invariant breaks, and every world has a way to a primary. And every mutant is found.
 */
class ModelCheckTest {

  static List<Scenario> scenarios() {
    return List.of(
        Scenario.of("two sessions, no faults", 10).ofSessions(2),
        Scenario.of("three sessions, no faults", 9),
        Scenario.of("three sessions, a replica restarts", 7).with(Fault.RESTART, 1),
        Scenario.of("three sessions, unknown writes", 7).with(Fault.UNKNOWN_WRITE, 1),
        Scenario.of("three sessions, deletions", 7)
            .with(Fault.DELETION, 1)
            .with(Fault.REGISTRATION, 1),
        Scenario.of("three sessions, a crash", 7).with(Fault.CRASH, 1),
        Scenario.of("three sessions, overrides", 7).with(Fault.SPECIFICATION, 2),
        Scenario.of("two sessions, a lost Lease", 9).ofSessions(2).with(Fault.LEASE_LOST, 1),
        Scenario.of("two sessions, a dead hold", 9).ofSessions(2).with(Fault.DEAD_HOLD, 1),
        Scenario.of("two sessions, by hand", 9).ofSessions(2).byHand().with(Fault.SPECIFICATION, 2),
        Scenario.of("two sessions, other timeouts", 7)
            .ofSessions(2)
            .withTimeouts()
            .with(Fault.SPECIFICATION, 1));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void the_election_breaks_no_invariant_and_always_has_a_way_to_a_primary(Scenario scenario) {
    Check check = Check.all(scenario, Protocol.AS_IT_STANDS);
    System.out.println(check);
    assertThat(check.wrong()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Mutants.class)
  void each_mutant_is_found(Mutants mutant) {
    Check check = Check.only(mutant.breaks(), mutant.scenario(), mutant.protocol());
    assertThat(check.wrong()).as(mutant.rule()).isPresent();
    System.out.printf(
        "%-4s %-75s %-20s %2d steps %5.1f s%n",
        mutant.number(), mutant.rule(), mutant.breaks(), check.depth(), check.seconds());
  }

  @Test
  void a_mutant_is_not_found_where_its_rule_is_kept() {
    assertThat(
            Check.all(Mutants.NO_TERM_CHECK.scenario().toDepth(6), Protocol.AS_IT_STANDS).wrong())
        .isEmpty();
  }
}
