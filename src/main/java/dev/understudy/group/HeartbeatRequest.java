package dev.understudy.group;

import dev.understudy.election.Role;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One heartbeat as it arrived.
 *
 * @param sessionId the client's id
 * @param score the failover score, 0 to 100, finite; 0 where none was sent
 * @param dataTime when the client last processed data, where it says
 * @param role the role it says it has (extension)
 * @param term the term it says it knows (extension)
 * @param instance the process that sent it (extension)
 * @param peer a fingerprint of the address it came from, where known
 * @param arrived when the request arrived, on the loop's monotonic clock
 */
public record HeartbeatRequest(
    String sessionId,
    double score,
    @Nullable Instant dataTime,
    @Nullable Role role,
    @Nullable Long term,
    @Nullable String instance,
    @Nullable String peer,
    Duration arrived) {}
