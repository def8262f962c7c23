package dev.understudy.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a plan that fails as small as it can while it still fails. */
final class Shrinker {
  private final Predicate<Plan> fails;
  private int left;

  /**
   * A shrinker.
   *
   * @param fails whether a plan fails still
   * @param most how many plans it tries at most
   */
  Shrinker(Predicate<Plan> fails, int most) {
    this.fails = fails;
    this.left = most;
  }

  /** Leaves out whatever is not needed. */
  Plan shrink(Plan plan) {
    Plan smallest = plan;
    Plan before;
    do {
      before = smallest;
      smallest = withFewerStrikes(smallest);
      smallest = withFewerClients(smallest);
      smallest = without(smallest, smallest.withoutSlowness());
    } while (!smallest.equals(before) && left > 0);
    return smallest;
  }

  /** Leaves strikes out, many at once first. */
  private Plan withFewerStrikes(Plan plan) {
    Plan smallest = plan;
    for (int size = Math.max(1, plan.strikes().size() / 2); size >= 1; size /= 2) {
      int from = 0;
      while (from < smallest.strikes().size() && left > 0) {
        List<Strike> fewer = new ArrayList<>(smallest.strikes());
        fewer.subList(from, Math.min(from + size, fewer.size())).clear();
        Plan smaller = smallest.with(fewer);
        if (stillFails(smaller)) {
          smallest = smaller;
        } else {
          from += size;
        }
      }
    }
    return smallest;
  }

  private Plan withFewerClients(Plan plan) {
    Plan smallest = plan;
    while (smallest.clients().size() > 1 && stillFails(smallest.withFewerClients())) {
      smallest = smallest.withFewerClients();
    }
    return smallest;
  }

  private Plan without(Plan plan, Plan smaller) {
    return !smaller.equals(plan) && stillFails(smaller) ? smaller : plan;
  }

  private boolean stillFails(Plan plan) {
    return left-- > 0 && fails.test(plan);
  }
}
