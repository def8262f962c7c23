package dev.understudy.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Takes down what is wrong. */
final class Findings {
  private final List<Violation> all = new ArrayList<>();

  void wrong(String invariant, Step step, String what) {
    wrong(invariant, step.done(), what + ", in " + step);
  }

  void wrong(String invariant, Duration at, String what) {
    all.add(new Violation(invariant, at, what));
  }

  /** All of it, in the order in which it showed. */
  List<Violation> all() {
    return all.stream().sorted(Comparator.comparing(Violation::at)).toList();
  }
}
