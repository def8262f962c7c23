package dev.understudy.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator observed of a group; the group's Lease decides, this shows it.
 *
 * @param observedGeneration the newest generation of the spec that is served; -1 before the first
 * @param id the id by which clients know the group
 * @param primary the session in charge, also while it hands over
 * @param pendingPrimary the session that takes over next
 * @param term the number of the last grant
 * @param primarySince when the session in charge was granted it
 * @param lastDataProcessedTime up to when the group's data was processed; may lag
 * @param leaseUid the UID of the group's Lease
 * @param failovers how often a session took over from another
 * @param lastTransition the last change of the primary
 * @param sessions who takes part
 * @param conditions the conditions, one for each type
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = GroupRules.TermStays.RULE,
    message = GroupRules.TermStays.MESSAGE,
    fieldPath = ".term")
public record FailoverGroupStatus(
    @JsonPropertyDescription(
            "The newest generation of the spec that the operator serves; -1 before the first.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("The id by which clients know the group.") @Nullable String id,
    @JsonPropertyDescription("The id of the session in charge, also while it hands over.")
        @Nullable String primary,
    @JsonPropertyDescription("The id of the session that takes over next.")
        @Nullable String pendingPrimary,
    @JsonPropertyDescription(
            """
            The number of the last grant; with the group's UID it is the fencing token of the \
            session in charge.\
            """)
        @ValidationRule(value = GroupRules.TermRises.RULE, message = GroupRules.TermRises.MESSAGE)
        @Nullable Long term,
    @JsonPropertyDescription("When the session in charge was put in charge.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant primarySince,
    @JsonPropertyDescription(
            """
            Up to when the data of the group was processed, as its primaries said; may lag by \
            minutes.\
            """)
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant lastDataProcessedTime,
    @JsonPropertyDescription("The UID of the Lease that decides who is in charge.")
        @Nullable String leaseUid,
    @JsonPropertyDescription("How often a session took over from another.")
        @Nullable Long failovers,
    @JsonPropertyDescription("The last change of the primary.")
        @Nullable LastTransition lastTransition,
    @JsonPropertyDescription("The sessions of the group.") @Nullable Sessions sessions,
    @JsonPropertyDescription(
            """
            Ready: the operator serves the group. PrimaryElected: a session is in charge. \
            Reconciling, Stalled, NeedsOperator and DuplicateSession stand here only while True.\
            """)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<Condition> conditions) {

  /** Copies the list; an absent one is an empty one. */
  public FailoverGroupStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
