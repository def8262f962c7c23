package dev.understudy.history;

import dev.understudy.group.GroupKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Somebody asked for the deletion of a session.
 *
 * @param subject who asked, as authenticated
 * @param answered when it was answered with success; absent when it was not
 */
public record Deletion(
    GroupKey group, String session, String subject, Duration asked, @Nullable Duration answered) {}
