package dev.understudy.history;

import dev.understudy.group.GroupKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** I1: the stretches in which clients that keep the rule may act never overlap within a group. */
final class OneAtATime {
  private OneAtATime() {}

  static void judge(History history, Findings findings) {
    Map<GroupKey, List<Acting>> groups = new HashMap<>();
    for (Acting acting : history.acting()) {
      if (acting.keepsRule() && acting.lasted()) {
        groups.computeIfAbsent(acting.group(), group -> new ArrayList<>()).add(acting);
      }
    }
    groups.values().forEach(group -> judge(group, history, findings));
  }

  private static void judge(List<Acting> group, History history, Findings findings) {
    group.sort(Comparator.comparing(Acting::from));
    // Of each process, what lasts longest of all that began before.
    Map<String, Acting> before = new HashMap<>();
    for (Acting acting : group) {
      for (Acting other : before.values()) {
        if (!other.process().equals(acting.process())
            && acting.from().plus(history.inaccuracy()).compareTo(other.until()) < 0) {
          findings.wrong("I1", acting.from(), other + " overlaps " + acting);
        }
      }
      before.values().removeIf(other -> other.until().compareTo(acting.from()) <= 0);
      before.merge(acting.process(), acting, (a, b) -> a.until().compareTo(b.until()) >= 0 ? a : b);
    }
  }
}
