package dev.understudy.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the primary of a group is chosen. Durations follow the grammar of {@link Durations}; absent
 * values mean the defaults, which the methods give.
 *
 * @param failover whether another session takes over by itself
 * @param scoreMargin by how much a score must exceed the primary's, from 0 to 100
 * @param stabilizationPeriod for how long it must exceed it
 * @param grace how much longer than the failover timeout the primary may be silent
 * @param maxHold the longest time that a reply is held
 * @param releaseGuard how long after its answer a stock client is taken to have stopped
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ElectionSpec(
    @JsonPropertyDescription(
            """
            Automatic: the best session takes over by itself. Manual: only the last primary or a \
            session overridden to Primary is put in charge (a group's first primary is chosen by \
            itself).\
            """)
        @Default("Automatic")
        @Nullable Failover failover,
    @JsonPropertyDescription(
            "By how much the score of a session must exceed the primary's to take over, 0 to 100.")
        @Default("0")
        @Min(0)
        @Max(100)
        @Nullable Double scoreMargin,
    @JsonPropertyDescription(
            """
            For how long a session must be better than the primary to take over, at most 24h. \
            Absent: half of the failover timeout.\
            """)
        @Size(max = FailoverGroupSpec.DURATION_LENGTH)
        @Pattern("^" + Durations.GRAMMAR + "$")
        @ValidationRule(
            value = GroupRules.Stabilization.RULE,
            message = GroupRules.Stabilization.MESSAGE)
        @Nullable String stabilizationPeriod,
    @JsonPropertyDescription(
            """
            How much longer than the failover timeout the primary may be silent, from 50ms to 24h. \
            Absent: a twentieth of the failover timeout, at least 500ms.\
            """)
        @Size(max = FailoverGroupSpec.DURATION_LENGTH)
        @Pattern("^" + Durations.GRAMMAR + "$")
        @ValidationRule(value = GroupRules.Grace.RULE, message = GroupRules.Grace.MESSAGE)
        @Nullable String grace,
    @JsonPropertyDescription(
            """
            The longest time that the reply to a heartbeat is held so that the client hears of its \
            promotion at once, at most 25s. Choose less for clients behind a proxy with a short \
            timeout; 0s switches holding off.\
            """)
        @Default(ElectionSpec.DEFAULT_HOLD)
        @Size(max = FailoverGroupSpec.DURATION_LENGTH)
        @Pattern("^" + Durations.GRAMMAR + "$")
        @ValidationRule(value = GroupRules.MaxHold.RULE, message = GroupRules.MaxHold.MESSAGE)
        @Nullable String maxHold,
    @JsonPropertyDescription(
            """
            How long after it was told so a client that does not confirm is taken to have stopped, \
            at most 1m.\
            """)
        @Default(ElectionSpec.DEFAULT_GUARD)
        @Size(max = FailoverGroupSpec.DURATION_LENGTH)
        @Pattern("^" + Durations.GRAMMAR + "$")
        @ValidationRule(
            value = GroupRules.ReleaseGuard.RULE,
            message = GroupRules.ReleaseGuard.MESSAGE)
        @Nullable String releaseGuard) {

  /** Whether another session takes over by itself. */
  public enum Failover {
    @JsonProperty("Automatic")
    AUTOMATIC,
    @JsonProperty("Manual")
    MANUAL
  }

  /** An election of which nothing is said. */
  static final ElectionSpec DEFAULT = new ElectionSpec(null, null, null, null, null, null);

  static final String DEFAULT_HOLD = "25s";
  static final String DEFAULT_GUARD = "250ms";

  private static final Duration LEAST_DEFAULT_GRACE = Duration.ofMillis(500);

  /** Whether only the last holder or a forced primary is put in charge. */
  public boolean manual() {
    return failover == Failover.MANUAL;
  }

  /** By how much a score must exceed the primary's; 0 where nothing is said. */
  public double margin() {
    return scoreMargin == null ? 0 : scoreMargin;
  }

  /** For how long a session must be better than the primary of a group with this timeout. */
  public Duration stabilization(Duration failoverTimeout) {
    return stabilizationPeriod == null
        ? failoverTimeout.dividedBy(2)
        : Durations.parse(stabilizationPeriod);
  }

  /** How much longer than this timeout the primary may be silent. */
  public Duration graceFor(Duration failoverTimeout) {
    if (grace != null) {
      return Durations.parse(grace);
    }
    Duration share = failoverTimeout.dividedBy(20);
    return share.compareTo(LEAST_DEFAULT_GRACE) > 0 ? share : LEAST_DEFAULT_GRACE;
  }

  /** The longest time that a reply is held; zero where holding is switched off. */
  public Duration holdLimit() {
    return Durations.parse(maxHold == null ? DEFAULT_HOLD : maxHold);
  }

  /** How long after its answer a client that does not confirm is taken to have stopped. */
  public Duration guard() {
    return Durations.parse(releaseGuard == null ? DEFAULT_GUARD : releaseGuard);
  }
}
