package dev.understudy.benchmark;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be measured. */
enum Scenario {
  /** What the heartbeats of groups in which nothing happens cost the API server. */
  STEADY(null),
  /** The primary dies. */
  CRASH(Kind.STOCK),
  /** The primary dies, among clients that keep the rule. */
  CRASH_RULE(Kind.RULE_KEEPING),
  /** The primary deletes its session. */
  STOP(Kind.STOCK),
  /** An override makes the standby the primary. */
  SWITCHOVER(Kind.STOCK),
  /** The same, among clients that keep the rule. */
  SWITCHOVER_RULE(Kind.RULE_KEEPING),
  /** One replica after the other is killed and started again. */
  KILL(null);

  private final @Nullable Kind kind;

  Scenario(@Nullable Kind kind) {
    this.kind = kind;
  }

  /** Whose trials they are; only for scenarios that have groups of their own. */
  Kind kind() {
    if (kind == null) {
      throw new IllegalStateException(this + " has no groups of its own");
    }
    return kind;
  }

  /** Whether it consists of trials in groups of its own. */
  boolean hasTrials() {
    return kind != null;
  }

  /** Its name on the command line, in lower case with hyphens. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads a comma-separated list, or {@code all}. */
  static Set<Scenario> parse(String text) {
    if (text.equals("all")) {
      return EnumSet.allOf(Scenario.class);
    }
    return Arrays.stream(text.split(",", -1))
        .map(Scenario::named)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scenario.class)));
  }

  private static Scenario named(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "-Dscenario="
                        + word
                        + " is none of all, "
                        + Arrays.stream(values())
                            .map(Scenario::word)
                            .collect(Collectors.joining(", "))));
  }
}
