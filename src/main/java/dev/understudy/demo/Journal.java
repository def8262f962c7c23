package dev.understudy.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What clients did and were told, in the order in which they wrote it down, for those who measure.
 * Thread-safe. It remembers so many entries as it was made for, then forgets the oldest half.
 */
public final class Journal {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final int capacity;
  private List<Entry> entries = new ArrayList<>();

  /**
   * @param capacity the most entries that are remembered
   */
  public Journal(int capacity) {
    this.capacity = capacity;
  }

  /** What can happen to a client. */
  public enum Event {
    /** Its group and session are registered. */
    REGISTERED,
    /** They could not be. */
    NOT_REGISTERED,
    /** A heartbeat is about to be sent. */
    SENT,
    /** A heartbeat was answered with a role. */
    ANSWERED,
    /** A heartbeat was answered with an error, or not at all. */
    FAILED,
    /** It was time for a heartbeat, but one was open. */
    TICK_LOST,
    /** It was told to be pending once too often. */
    PENDING_TOO_OFTEN,
    /** It begins to act as primary. */
    ACTS,
    /** It has stopped acting as primary. */
    STANDS_BY,
    /** It begins to stop. */
    STOPPING,
    /** Its session was deleted by itself, and it has stopped. */
    STOPPED,
    /** It is gone without a word. */
    CRASHED
  }

  /**
   * One entry.
   *
   * @param at when, on the clock of {@link Timers}
   * @param client whose, the session's id
   * @param role the role it was told, or has
   * @param term the term it was told, or has
   * @param sent when the request was sent that was answered, or failed
   * @param detail more, for people; may be empty
   */
  public record Entry(
      Duration at,
      String client,
      Event event,
      @Nullable Role role,
      @Nullable Long term,
      @Nullable Duration sent,
      String detail) {

    /** Whether it tells of this client and event. */
    public boolean is(String otherClient, Event otherEvent) {
      return client.equals(otherClient) && event == otherEvent;
    }

    /** Whether it tells that this client was answered with this role. */
    public boolean isAnswer(String otherClient, Role otherRole) {
      return is(otherClient, Event.ANSWERED) && role == otherRole;
    }
  }

  /** Writes an entry. */
  public void add(Entry entry) {
    lock.lock();
    try {
      if (entries.size() >= capacity) {
        entries = new ArrayList<>(entries.subList(capacity / 2, entries.size()));
      }
      entries.add(entry);
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** All entries that are remembered, oldest first. */
  public List<Entry> entries() {
    lock.lock();
    try {
      return List.copyOf(entries);
    } finally {
      lock.unlock();
    }
  }

  /** The first entry at or after a moment that is wanted. */
  public Optional<Entry> first(Duration since, Predicate<Entry> wanted) {
    return entries().stream()
        .filter(entry -> entry.at().compareTo(since) >= 0 && wanted.test(entry))
        .findFirst();
  }

  /** The last entry that is wanted. */
  public Optional<Entry> last(Predicate<Entry> wanted) {
    List<Entry> all = entries();
    return all.reversed().stream().filter(wanted).findFirst();
  }

  /**
   * Waits for an entry at or after a moment.
   *
   * @return the first that is wanted; empty if there is none in time
   * @throws InterruptedException if the thread is interrupted
   */
  public Optional<Entry> await(Duration since, Predicate<Entry> wanted, Duration atMost)
      throws InterruptedException {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (true) {
        Optional<Entry> found = first(since, wanted);
        if (found.isPresent() || left <= 0) {
          return found;
        }
        left = grown.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
