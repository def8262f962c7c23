package dev.understudy.group;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Waits until a version is in view. The watch shows versions in order, so once it has shown one,
 * everything up to it is in view. Belongs to its group's actor.
 */
final class Echoes {
  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Waiting::version));

  private record Waiting(long version, Runnable then) {}

  /** Runs a task once the version, which is not in view yet, is. */
  void await(long version, Runnable then) {
    waiting.add(new Waiting(version, then));
  }

  /** Takes note that everything up to a version is in view. */
  void shown(long shown) {
    while (!waiting.isEmpty() && waiting.peek().version() <= shown) {
      waiting.poll().then().run();
    }
  }
}
