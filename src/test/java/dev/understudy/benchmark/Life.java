package dev.understudy.benchmark;

import dev.understudy.demo.Journal;
import dev.understudy.demo.Journal.Entry;
import dev.understudy.demo.Journal.Event;
import dev.understudy.demo.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One life of a client, from a start to a stop or crash, and its own log of it. Thread-safe.
 *
 * @param session the session's id
 * @param client the client
 * @param journal its log
 */
record Life(String session, Client client, Journal journal) {

  private static final int SETTLED_ANSWERS = 4;
  private static final int SETTLED_SECONDARIES = 3;

  /** A request for a heartbeat: when it was sent, and when it was answered, if it was. */
  record Request(Duration sent, Optional<Entry> answer) {
    /** Whether nobody had answered it yet at a moment. */
    boolean isOpenAt(Duration moment) {
      return sent.compareTo(moment) <= 0
          && answer.filter(entry -> entry.at().compareTo(moment) <= 0).isEmpty();
    }
  }

  /** What it was answered, but for PendingPrimary, oldest first. */
  List<Entry> answers() {
    return journal.entries().stream()
        .filter(entry -> entry.event() == Event.ANSWERED && entry.role() != Role.PENDING_PRIMARY)
        .toList();
  }

  /** Whether it is past its start and was told last to be the primary. */
  boolean isSettledPrimary() {
    List<Entry> answers = answers();
    return answers.size() >= SETTLED_ANSWERS && answers.getLast().role() == Role.PRIMARY;
  }

  /** Whether it is past its start and has been standing by for some heartbeats. */
  boolean isSettledStandby() {
    List<Entry> answers = answers();
    return answers.size() >= SETTLED_ANSWERS
        && answers.reversed().stream()
            .limit(SETTLED_SECONDARIES)
            .allMatch(entry -> entry.role() == Role.SECONDARY);
  }

  /** The request that was open at a moment, if one was. */
  Optional<Request> openAt(Duration moment) {
    return requests().stream().filter(request -> request.isOpenAt(moment)).findFirst();
  }

  /** All heartbeats that were sent, oldest first. */
  List<Request> requests() {
    List<Entry> entries = journal.entries();
    return entries.stream()
        .filter(entry -> entry.event() == Event.SENT)
        .map(sent -> new Request(sent.at(), endOf(sent.at(), entries)))
        .toList();
  }

  private static Optional<Entry> endOf(Duration sent, List<Entry> entries) {
    return entries.stream()
        .filter(
            entry ->
                (entry.event() == Event.ANSWERED || entry.event() == Event.FAILED)
                    && sent.equals(entry.sent()))
        .findFirst();
  }

  /** Waits for an answer with a role at or after a moment. */
  Optional<Entry> awaitAnswer(Duration since, Role role, Duration atMost)
      throws InterruptedException {
    return journal.await(since, entry -> entry.isAnswer(session, role), atMost);
  }
}
