package dev.understudy.simulation;

import dev.understudy.simulation.History.Acting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Judges a history by the invariants of the election. */
public final class HistoryChecker {
  private HistoryChecker() {}

  /**
   * Judges.
   *
   * @return what is wrong, in words; empty when nothing is
   */
  static List<String> violations(History history, List<SimulatedLeases.LeaseEvent> leases) {
    List<String> violations = new ArrayList<>(history.violations());
    violations.addAll(overlaps(history.acting()));
    violations.addAll(new LeaseHistory(leases, history).violations());
    return violations;
  }

  /** I1: clients that keep the rule never act at the same time. */
  static List<String> overlaps(List<Acting> acting) {
    List<String> overlaps = new ArrayList<>();
    List<Acting> sorted =
        acting.stream()
            .filter(Acting::keepsRule)
            .sorted(Comparator.comparing(Acting::from))
            .toList();
    for (int i = 0; i < sorted.size(); i++) {
      Acting first = sorted.get(i);
      for (int j = i + 1; j < sorted.size(); j++) {
        Acting second = sorted.get(j);
        if (second.from().compareTo(first.until()) >= 0) {
          continue;
        }
        if (first.group().equals(second.group()) && !first.actor().equals(second.actor())) {
          overlaps.add("I1: %s and %s".formatted(first, second));
        }
      }
    }
    return overlaps;
  }
}
