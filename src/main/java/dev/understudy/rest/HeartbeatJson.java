package dev.understudy.rest;

import dev.understudy.election.Role;
import dev.understudy.group.ClientIds;
import dev.understudy.group.HeartbeatRequest;
import dev.understudy.group.Reply;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A heartbeat on the wire.
 *
 * @param score the failover score, 0 to 100
 * @param dataTime when the client last processed data, where it says
 * @param role the role it says it has (extension)
 * @param term the term it says it knows (extension)
 * @param instance the process that sent it (extension)
 */
record HeartbeatJson(
    double score,
    @Nullable Instant dataTime,
    @Nullable Role role,
    @Nullable Long term,
    @Nullable String instance) {

  private static final double HIGHEST_SCORE = 100;

  /** Reads the body of a heartbeat. */
  static HeartbeatJson read(WireObject body) {
    return new HeartbeatJson(
        score(body),
        body.moment("LastDataProcessedTime"),
        RoleNumbers.role(body, "Role"),
        body.count("Term"),
        instance("Instance", body.text("Instance")));
  }

  /** Clients of an older version name the score otherwise. */
  private static double score(WireObject body) {
    Double older = score(body, "FailoverStatus");
    Double score = score(body, "FailoverScore");
    return score != null ? score : older != null ? older : 0;
  }

  private static @Nullable Double score(WireObject body, String property) {
    Double score = body.number(property);
    if (score == null) {
      return null;
    }
    if (score < 0 || score > HIGHEST_SCORE) {
      throw Problem.property(
          property,
          property + " " + score + " is not from 0 to 100.",
          "Send a score from 0 to 100.");
    }
    // There is a zero below zero.
    return score + 0.0;
  }

  /** Checks the name of a process: empty is absent. */
  static @Nullable String instance(String property, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      return null;
    }
    if (!ClientIds.isValid(value)) {
      throw Problem.property(
          property, property + " " + Problem.quote(value) + " is no id.", ClientIds.RULE);
    }
    return value;
  }

  /** The heartbeat for a session. */
  HeartbeatRequest of(String sessionId, @Nullable String peer, Duration arrived) {
    return new HeartbeatRequest(sessionId, score, dataTime, role, term, instance, peer, arrived);
  }

  /**
   * Writes the answer. An unknown time is left out: clients fail to read the whole answer if it is
   * null.
   */
  static byte[] write(Reply.Answer answer) {
    return WireWriter.object(
        json -> {
          json.whole("Role", RoleNumbers.of(answer.role()));
          if (answer.dataTime() != null) {
            json.moment("LastDataProcessedTime", answer.dataTime());
          }
          json.whole("Term", answer.term());
          if (answer.validFor() != null) {
            json.timeSpan("ValidFor", answer.validFor());
          }
        });
  }
}
