package dev.understudy.app;

import dev.understudy.api.Durations;
import dev.understudy.group.SessionRules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** The options that say how many sessions there may be, and for how long. */
final class SessionOptions {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--session-retention",
      defaultValue = "24h",
      paramLabel = "DURATION",
      converter = Retention.class,
      description =
          "How long a session that does not come back is kept, as in 24h or 90m; 0 keeps it for"
              + " ever (${DEFAULT-VALUE}).")
  private Duration retention = SessionRules.DEFAULT.retention();

  @Option(
      names = "--max-sessions-per-group",
      defaultValue = "1000",
      paramLabel = "NUMBER",
      description = "How many sessions a group may have; 0 for no limit (${DEFAULT-VALUE}).")
  private int sessionsInGroup;

  @Option(
      names = "--max-sessions-per-namespace",
      defaultValue = "10000",
      paramLabel = "NUMBER",
      description =
          "How many sessions the groups of a namespace may have together; 0 for no limit"
              + " (${DEFAULT-VALUE}).")
  private int sessionsInNamespace;

  @Option(
      names = "--max-groups-per-namespace",
      defaultValue = "1000",
      paramLabel = "NUMBER",
      description =
          "How many groups a namespace may have before REST clients can make no more; 0 for no"
              + " limit (${DEFAULT-VALUE}).")
  private int groupsInNamespace;

  @Option(
      names = "--max-heartbeats-per-second",
      defaultValue = "1",
      paramLabel = "NUMBER",
      description =
          "How many heartbeats a second a session may send for long at each replica, but always 20"
              + " in its failover timeout and 20 at once; 0 for no limit (${DEFAULT-VALUE}).")
  private int heartbeatsInSecond;

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  SessionOptions() {}

  /** What they say together. */
  SessionRules rules() {
    notNegative("--max-sessions-per-group", sessionsInGroup);
    notNegative("--max-sessions-per-namespace", sessionsInNamespace);
    notNegative("--max-groups-per-namespace", groupsInNamespace);
    notNegative("--max-heartbeats-per-second", heartbeatsInSecond);
    return new SessionRules(
        retention, sessionsInGroup, sessionsInNamespace, groupsInNamespace, heartbeatsInSecond);
  }

  private void notNegative(String option, int value) {
    if (value < 0) {
      throw new ParameterException(
          spec.commandLine(), option + " " + value + " is below 0; 0 stands for no limit");
    }
  }

  /** Reads a duration as the custom resources write them. */
  static final class Retention implements ITypeConverter<Duration> {
    @Override
    public Duration convert(@Nullable String value) {
      if ("0".equals(value)) {
        return Duration.ZERO;
      }
      return Durations.tryParse(String.valueOf(value))
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + value + "' is no duration like 24h, 90m or 1h30m, and not 0"));
    }
  }
}
