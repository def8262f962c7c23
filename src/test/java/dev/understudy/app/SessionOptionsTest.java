package dev.understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.group.SessionRules;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** What the options of sessions stand for. */
class SessionOptionsTest {

  @Command(name = "operator")
  private static final class Some {
    @Mixin private SessionOptions sessions;
  }

  private static SessionRules rules(Map<String, String> environment, String... arguments) {
    Some some = new Some();
    new CommandLine(some)
        .setDefaultValueProvider(new EnvironmentDefaults(environment))
        .parseArgs(arguments);
    return some.sessions.rules();
  }

  private static SessionRules rules(String... arguments) {
    return rules(Map.of(), arguments);
  }

  @Test
  void where_nothing_is_said_the_defaults_are_those_of_the_rules() {
    assertThat(rules()).isEqualTo(SessionRules.DEFAULT);
  }

  @Test
  void each_option_says_one_thing() {
    assertThat(
            rules(
                "--session-retention=1h30m",
                "--max-sessions-per-group=2",
                "--max-sessions-per-namespace=3",
                "--max-groups-per-namespace=4",
                "--max-heartbeats-per-second=5"))
        .isEqualTo(new SessionRules(Duration.ofMinutes(90), 2, 3, 4, 5));
  }

  @Test
  void the_environment_says_the_same() {
    assertThat(
            rules(
                    Map.of(
                        "UNDERSTUDY_SESSION_RETENTION", "90m",
                        "UNDERSTUDY_MAX_SESSIONS_PER_GROUP", "7"))
                .sessionsInGroup())
        .isEqualTo(7);
  }

  @Test
  void zero_keeps_sessions_for_ever() {
    assertThat(rules("--session-retention=0").retention()).isZero();
    assertThat(rules("--session-retention", "0s").retention()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 day", "1d", "PT24H", "-1h", "", "24"})
  void what_is_no_duration_is_told_with_its_value(String text) {
    assertThatThrownBy(() -> rules("--session-retention", text))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--session-retention")
        .hasMessageContaining("'" + text + "' is no duration like 24h");
  }

  @Test
  void a_limit_below_zero_is_told_with_its_option() {
    assertThatThrownBy(() -> rules("--max-sessions-per-group=-1"))
        .isInstanceOf(ParameterException.class)
        .hasMessage("--max-sessions-per-group -1 is below 0; 0 stands for no limit");
  }
}
