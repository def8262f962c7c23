package dev.understudy.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * The sessions of a group: the counts of all, and the few that matter most.
 *
 * @param live how many are live
 * @param total how many are registered
 * @param listed the primary, the pending one and the best candidates
 * @param omitted how many registered ones are not listed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Sessions(
    @JsonPropertyDescription("How many sessions sent a heartbeat in time.") @Required int live,
    @JsonPropertyDescription("How many sessions are registered.") @Required int total,
    @JsonPropertyDescription("The primary, the pending primary and the best candidates, in order.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Size(max = Sessions.MAX_LISTED)
        List<SessionStatus> listed,
    @JsonPropertyDescription("How many registered sessions are not listed.") @Required
        int omitted) {

  /** The most sessions that are listed. */
  public static final int MAX_LISTED = 32;

  /** Copies the list; an absent one is an empty one. */
  public Sessions {
    listed = listed == null ? List.of() : List.copyOf(listed);
  }
}
