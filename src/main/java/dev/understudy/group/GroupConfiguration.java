package dev.understudy.group;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A group as a client configures it.
 *
 * @param id the group's id
 * @param name a display name, where given
 * @param description a description, where given
 * @param failoverTimeout how long a primary may be silent; a whole number of milliseconds
 * @param additionalData any JSON object, as text, where given
 */
public record GroupConfiguration(
    String id,
    @Nullable String name,
    @Nullable String description,
    Duration failoverTimeout,
    @Nullable String additionalData) {}
