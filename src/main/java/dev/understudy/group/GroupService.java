package dev.understudy.group;

import dev.understudy.election.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a facade can ask of the groups of a namespace. All methods return at once and may be called
 * from any thread. A stage completes exceptionally with a {@link Refusal}, unwrapped, when the
 * request is not carried out; anything else is a fault of the program. Group and session ids are
 * the clients' own and match with their case.
 */
public interface GroupService {

  /** Something that was asked for and is there now. */
  record Made<T>(T value, boolean created) {}

  /**
   * Makes a group, or finds that the same one exists; another configuration under its id is a
   * conflict.
   */
  CompletionStage<Made<GroupConfiguration>> createGroup(
      String namespace, GroupConfiguration configuration, String creator);

  /** Finds a group. */
  CompletionStage<GroupConfiguration> group(String namespace, String groupId);

  /** All groups of a namespace, by id. */
  CompletionStage<List<GroupConfiguration>> groups(String namespace);

  /**
   * Deletes a group that has no grant and no session that is or may be live; otherwise it is a
   * conflict.
   */
  CompletionStage<Void> deleteGroup(String namespace, String groupId);

  /** A group's primary, candidate and sessions, from a current view. */
  CompletionStage<GroupSnapshot> snapshot(String namespace, String groupId);

  /**
   * Registers a session, or registers it anew.
   *
   * @param subject who asks, as authenticated; empty where nobody is asked
   */
  CompletionStage<Made<SessionSnapshot>> register(
      String namespace, String groupId, String sessionId, String name, String subject);

  /** Deletes a session. */
  CompletionStage<Void> deleteSession(String namespace, String groupId, Departure departure);

  /**
   * Takes a heartbeat. The reply is given sooner or later, in any case.
   *
   * @return to be told when the client hangs up
   */
  Ticket heartbeat(String namespace, String groupId, HeartbeatRequest request, Reply reply);

  /**
   * Sets or removes a session's role override, and orders it with the grants before the stage
   * completes.
   */
  CompletionStage<OverrideSet> override(String namespace, String groupId, OverrideRequest request);

  /** A heartbeat in progress. */
  interface Ticket {
    /** Says that the client has hung up. May be called from any thread, also after the answer. */
    void hangUp();
  }

  /**
   * A session's deletion.
   *
   * @param sessionId whose
   * @param subject who asks, as authenticated; empty where nobody is asked
   * @param peer a fingerprint of the address that asks, where known
   * @param instance the process that asks (extension)
   * @param arrived when the request arrived, on the loop's monotonic clock
   * @param connection whether the connection that asks is still open; may be called on the loop
   */
  record Departure(
      String sessionId,
      String subject,
      @Nullable String peer,
      @Nullable String instance,
      Duration arrived,
      Connection connection) {
    /** Tells whether a connection is still open. */
    public interface Connection {
      /** Whether it is open, as far as is known. */
      boolean isOpen();
    }
  }

  /**
   * A role override asked for.
   *
   * @param sessionId for which session; it must be registered
   * @param role which role; absent takes the override back
   * @param period for how long; absent until it is taken back
   */
  record OverrideRequest(String sessionId, @Nullable Role role, @Nullable Duration period) {}

  /**
   * A role override as it stands now.
   *
   * @param role which role; absent when there is none
   * @param expiration when it ends; absent when it does not
   */
  record OverrideSet(@Nullable Role role, @Nullable Instant expiration) {}
}
