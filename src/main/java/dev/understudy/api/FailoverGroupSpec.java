package dev.understudy.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a group wants of it.
 *
 * @param id the id by which clients know the group; absent means the resource's name
 * @param name the name that people read
 * @param description what the group is for
 * @param failoverTimeout how long the primary may be silent, in the grammar of {@link Durations}
 * @param additionalData any JSON object, kept for clients; callers do not change it
 * @param election how the primary is chosen; absent means all defaults
 * @param roleOverrides the roles that operators force on sessions
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FailoverGroupSpec(
    @JsonPropertyDescription(
            """
            The id by which clients know the group, with its case. Absent: metadata.name. \
            It cannot change.\
            """)
        @Size(min = 1, max = Ids.MAX_LENGTH)
        @ValidationRule(value = GroupRules.Id.RULE, message = GroupRules.Id.MESSAGE)
        @Nullable String id,
    @JsonPropertyDescription("The name that people read.") @Nullable String name,
    @JsonPropertyDescription("What the group is for.") @Nullable String description,
    @JsonPropertyDescription(
            """
            How long the primary may be silent before another session takes its place, from 2s to \
            24h, as in 20s or 1m30s. Clients send a heartbeat every half of it.\
            """)
        @Default(FailoverGroupSpec.DEFAULT_TIMEOUT)
        @Size(max = FailoverGroupSpec.DURATION_LENGTH)
        @Pattern("^" + Durations.GRAMMAR + "$")
        @ValidationRule(
            value = GroupRules.FailoverTimeout.RULE,
            message = GroupRules.FailoverTimeout.MESSAGE)
        @Nullable String failoverTimeout,
    @JsonPropertyDescription("Any JSON object, kept for the clients and never read.")
        @Nullable ObjectNode additionalData,
    @JsonPropertyDescription("How the primary is chosen.") @Default("{}")
        @Nullable ElectionSpec election,
    @JsonPropertyDescription(
            """
            The roles that operators force on sessions: a Primary is preferred to every other, a \
            Secondary is never chosen.\
            """)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Size(max = FailoverGroupSpec.MAX_OVERRIDES)
        @ValidationRule(
            value = GroupRules.OnePermanentPrimary.RULE,
            message = GroupRules.OnePermanentPrimary.MESSAGE)
        List<RoleOverride> roleOverrides) {

  /** The most role overrides that a group may have. */
  public static final int MAX_OVERRIDES = 256;

  /** A group of which nothing is said. */
  static final FailoverGroupSpec DEFAULT =
      new FailoverGroupSpec(null, null, null, null, null, null, List.of());

  /** The longest text of a duration: four numbers of five digits with their units. */
  static final int DURATION_LENGTH = 28;

  static final String DEFAULT_TIMEOUT = "1m";

  /** Copies the list; an absent one is an empty one. */
  public FailoverGroupSpec {
    roleOverrides = roleOverrides == null ? List.of() : List.copyOf(roleOverrides);
  }

  /**
   * A group as a client configures it, everything else left to the defaults.
   *
   * @param id its id; absent where the resource's name is the id
   * @param name the name that people read
   * @param description what it is for
   * @param failoverTimeout how long the primary may be silent; rounded up to milliseconds
   * @param additionalData any JSON object, as text
   * @throws IllegalArgumentException if the data are no JSON object or the timeout is out of range
   */
  public static FailoverGroupSpec configured(
      @Nullable String id,
      @Nullable String name,
      @Nullable String description,
      Duration failoverTimeout,
      @Nullable String additionalData) {
    return new FailoverGroupSpec(
        id,
        name,
        description,
        Durations.print(failoverTimeout),
        additionalData == null ? null : AdditionalData.parse(additionalData),
        null,
        List.of());
  }

  /** Whether a client would call the two configurations the same; the election is not its. */
  public boolean sameConfiguration(FailoverGroupSpec other) {
    return Objects.equals(name, other.name)
        && Objects.equals(description, other.description)
        && timeoutIfReadable().equals(other.timeoutIfReadable())
        && AdditionalData.same(additionalData, other.additionalData);
  }

  /** The additional data as JSON text, if there are any. */
  public Optional<String> additionalDataText() {
    return Optional.ofNullable(additionalData).map(ObjectNode::toString);
  }

  /**
   * The failover timeout, or its default of one minute.
   *
   * @throws IllegalArgumentException if the resource was not validated and breaks the grammar
   */
  public Duration timeout() {
    return Durations.parse(failoverTimeout == null ? DEFAULT_TIMEOUT : failoverTimeout);
  }

  private Optional<Duration> timeoutIfReadable() {
    return Durations.tryParse(failoverTimeout == null ? DEFAULT_TIMEOUT : failoverTimeout);
  }

  /** How the primary is chosen, with the defaults where nothing is said. */
  public ElectionSpec electionOrDefault() {
    return election == null ? ElectionSpec.DEFAULT : election;
  }
}
