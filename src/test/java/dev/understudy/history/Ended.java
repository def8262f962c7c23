package dev.understudy.history;

import dev.understudy.group.GroupKey;
import java.time.Duration;

/**
 * The facade accepted the deletion of a group.
 *
 * @param asked when it looked whether anybody is active
 */
public record Ended(GroupKey group, Duration asked) {}
