package dev.understudy.group;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the work of one group up, one thing after another, and looks at the group whenever it may
 * have changed and no work is left. Belongs to its group's actor.
 */
final class Turns {
  private static final Logger log = LoggerFactory.getLogger(Turns.class);

  private final GroupContext context;
  private final GroupKey key;
  private final Taker taker;
  private final Deque<Work> queue = new ArrayDeque<>();
  private boolean busy;
  private boolean running;
  private boolean changed;

  /** Whose turns these are. */
  interface Taker {
    /** Does a piece of work, or begins it. */
    void take(Work work);

    /** Looks at the group. */
    void settle();
  }

  Turns(GroupContext context, GroupKey key, Taker taker) {
    this.context = context;
    this.key = key;
    this.taker = taker;
  }

  void add(Work work) {
    queue.add(work);
    run();
  }

  void addFirst(Work work) {
    queue.addFirst(work);
    run();
  }

  /** Puts work back that could not be done, before all other; nothing is taken up by that. */
  void again(@Nullable Work work) {
    if (work != null) {
      queue.addFirst(work);
    }
  }

  /** Says that the group may have changed. */
  void look() {
    changed = true;
    run();
  }

  /** Stops taking up work until {@link #proceed}: all waits for a call to the API server. */
  void suspend() {
    busy = true;
    queue.removeIf(Work::isMoot);
  }

  /** Goes on, after something was learnt. */
  void proceed() {
    busy = false;
    look();
  }

  boolean isSuspended() {
    return busy;
  }

  /** Ends all work that waits. */
  void refuseAll(Refusal refusal) {
    queue.forEach(work -> work.refuse(refusal));
    queue.clear();
  }

  private void run() {
    if (running) {
      return;
    }
    running = true;
    try {
      while (!busy) {
        Work work = queue.poll();
        if (work != null) {
          guarded(work, () -> taker.take(work));
        } else if (changed) {
          changed = false;
          guarded(null, taker::settle);
        } else {
          return;
        }
      }
    } finally {
      running = false;
    }
  }

  /**
   * A fault concerns one request and one group, and may come back at once: so not at once again.
   */
  private void guarded(@Nullable Work work, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("{}: a decision failed; this is a fault of the program, please report it", key, e);
      if (work != null) {
        work.refuse(Refusals.fault());
      }
      busy = true;
      context.after(GroupContext.LONG_BACKOFF, this::proceed);
    }
  }
}
