package dev.understudy.history;

import dev.understudy.election.Role;
import dev.understudy.group.GroupKey;
import java.time.Duration;

/**
 * An answer to a heartbeat.
 *
 * @param session whose heartbeat it was
 * @param asked when the request arrived; or, where only the client knows, when it was sent
 * @param told when the answer was handed over; or, where only the client knows, when it came
 */
public record Answer(
    GroupKey group, String session, Role role, long term, Duration asked, Duration told) {}
