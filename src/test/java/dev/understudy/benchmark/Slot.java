package dev.understudy.benchmark;

import dev.understudy.demo.Journal;
import dev.understudy.demo.SavedRole;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A place in a group that is taken by one life of a client after another, all under the same
 * session id. Thread-safe.
 */
final class Slot {

  private static final int ENTRIES = 100_000;

  private final String session;
  private final BiFunction<SavedRole, Journal, Client> maker;
  private final SavedRole saved = new SavedRole();
  private final List<Life> lives = new ArrayList<>();

  /**
   * @param maker makes a client, from what its last life left behind and with its log
   */
  Slot(String session, BiFunction<SavedRole, Journal, Client> maker) {
    this.session = session;
    this.maker = maker;
  }

  String session() {
    return session;
  }

  /** Begins a life. */
  synchronized Life start() {
    Journal journal = new Journal(ENTRIES);
    Life life = new Life(session, maker.apply(saved, journal), journal);
    lives.add(life);
    life.client().start();
    return life;
  }

  /** The life that began last. */
  synchronized Life life() {
    return lives.getLast();
  }

  /** All lives, in order. */
  synchronized List<Life> lives() {
    return List.copyOf(lives);
  }
}
