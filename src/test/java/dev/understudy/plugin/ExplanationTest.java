package dev.understudy.plugin;

import static dev.understudy.plugin.GroupSamples.NOW;
import static dev.understudy.plugin.GroupSamples.group;
import static dev.understudy.plugin.GroupSamples.pair;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Why this primary, and what would happen without it. */
class ExplanationTest {

  private static Explanation of(String spec) {
    return Explanation.of(pair(spec), NOW);
  }

  @Test
  void the_best_live_session_would_come_next() {
    Explanation explanation = of("failoverTimeout: 10s");

    assertThat(explanation.next()).isEqualTo("B");
    assertThat(explanation.ifItCrashed())
        .isEqualTo(
            "After 10s510ms without a heartbeat (failoverTimeout 10s, clock drift, grace):"
                + " B would be in charge.");
    assertThat(explanation.ifItLeft()).isEqualTo("At once: B would be in charge.");
    assertThat(explanation.why())
        .containsExactly(
            "A was put in charge 2h2m ago: the one before was silent for too long.",
            "It stays in charge until it is silent, or another's score is higher by more than 0 for"
                + " the stabilization period.");
    assertThat(explanation.others()).containsExactly("B: lower score", "C: stale");
  }

  @Test
  void a_stale_session_would_not() {
    Explanation explanation =
        Explanation.of(
            group(
                "failoverTimeout: 10s",
                """
                primary: A
                sessions:
                  live: 1
                  total: 2
                  omitted: 0
                  listed:
                    - {id: A, role: Primary, score: 1}
                    - {id: B, role: Secondary, score: 9, reason: stale}
                """),
            NOW);

    assertThat(explanation.next()).isNull();
    assertThat(explanation.ifItLeft())
        .isEqualTo("At once: nobody: no other session could take over.");
  }

  @Test
  void a_pinned_primary_is_followed_by_nobody() {
    Explanation explanation =
        of(
            "roleOverrides: [{sessionId: A, role: Primary, expirationTime:"
                + " '2026-01-02T03:14:05Z'}]");

    assertThat(explanation.next()).isNull();
    assertThat(explanation.why())
        .contains("A is forced to be Primary for 10m more, so nobody else is put in charge.");
    assertThat(explanation.ifItLeft())
        .isEqualTo("At once: nobody, until A is back: the override lets nobody else be in charge.");
  }

  @Test
  void of_two_pins_the_one_with_an_end_counts_and_of_those_the_later() {
    String spec =
        """
        roleOverrides:
          - {sessionId: A, role: Primary}
          - {sessionId: B, role: Primary, expirationTime: '2026-01-02T03:14:05Z'}
          - {sessionId: C, role: Primary, expirationTime: '2026-01-02T03:13:05Z'}
        """;

    assertThat(of(spec).next()).isEqualTo("B");
  }

  @Test
  void an_override_that_has_ended_is_none() {
    assertThat(
            of("roleOverrides: [{sessionId: C, role: Primary, expirationTime:"
                    + " '2026-01-02T03:04:05Z'}]")
                .next())
        .isEqualTo("B");
  }

  @Test
  void by_hand_nobody_follows_by_itself() {
    Explanation explanation = of("election: {failover: Manual}");

    assertThat(explanation.next()).isNull();
    assertThat(explanation.ifItLeft())
        .isEqualTo(
            "At once: nobody, until A is back or an operator switches over: failover is Manual.");
  }

  @Test
  void a_group_that_nobody_looked_at_says_so() {
    Explanation explanation = Explanation.of(group("failoverTimeout: 10s", "{}"), NOW);

    assertThat(explanation.why())
        .containsExactly("no operator has looked at the group yet: is one running?");
    assertThat(explanation.text()).startsWith("line-1: nobody is in charge\n");
  }
}
