package dev.understudy.plugin;

import static dev.understudy.plugin.GroupSamples.NOW;
import static dev.understudy.plugin.GroupSamples.group;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.FailoverGroup;
import org.junit.jupiter.api.Test;

/** What a watcher is told. */
class ChangesTest {

  private final Changes changes = new Changes(false);

  private static FailoverGroup state(String status) {
    return group("failoverTimeout: 10s", status);
  }

  private String next(String status) {
    return changes
        .next(state(status), NOW)
        .map(line -> line.replace(NOW + "  line-1  ", ""))
        .orElse("nothing");
  }

  @Test
  void every_change_of_the_primary_is_told_once() {
    assertThat(next("{primary: A, term: 1}")).isEqualTo("primary is A, term 1");
    assertThat(next("{primary: A, term: 1}")).isEqualTo("nothing");
    assertThat(next("{primary: A, term: 1, pendingPrimary: B}"))
        .isEqualTo("primary is A; next is B");
    assertThat(next("{primary: A, term: 1}")).isEqualTo("the handover is off, primary stays A");
    assertThat(
            next(
                "{primary: B, term: 2, lastTransition: {time: '2026-01-02T01:02:05Z', reason:"
                    + " BetterScore}}"))
        .isEqualTo("A -> B, term 2 (BetterScore)");
    assertThat(next("{term: 2}")).isEqualTo("B -> nobody, term 2");
  }

  @Test
  void the_same_session_put_in_charge_again_is_a_change() {
    next("{primary: A, term: 1}");

    assertThat(next("{primary: A, term: 2}")).isEqualTo("A -> A, term 2");
  }

  @Test
  void a_deleted_group_is_told_if_it_was_known() {
    assertThat(changes.gone(state("{}"), NOW)).isEmpty();
    next("{}");
    assertThat(changes.gone(state("{}"), NOW))
        .hasValueSatisfying(line -> assertThat(line).endsWith("the group is deleted"));
  }

  @Test
  void a_client_cannot_steer_the_terminal() {
    assertThat(next("{primary: \"A\\e[2J\\n\"}")).isEqualTo("primary is A?[2J?");
  }
}
