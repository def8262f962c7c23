package dev.understudy.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of a group's primary.
 *
 * @param time when it happened, by the clock of the replica that decided it
 * @param from the session that was in charge; absent if none was
 * @param to the session that is in charge; absent if none is
 * @param reason why, as one word
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LastTransition(
    @JsonPropertyDescription("When it happened.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant time,
    @JsonPropertyDescription("The id of the session that was in charge. Absent: none was.")
        @Nullable String from,
    @JsonPropertyDescription("The id of the session put in charge. Absent: none was.")
        @Nullable String to,
    @JsonPropertyDescription("Why, as one word.") @Required String reason) {}
