package dev.understudy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.understudy.history.Violation;
import dev.understudy.lease.LeaseForm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Hostile schedules, each drawn from a seed: -Dseeds= says how many, -Dseed.from= the first, and
 * -Dseed= plays that one only. A failure names its seed, and shows the least that fails still.
 */
class RandomScheduleTest {
  private static final int SEEDS = Integer.getInteger("seeds", 500);
  private static final long FROM = Long.getLong("seed.from", 1);

  /** One schedule in so many writes Leases as the program does; it makes no difference. */
  private static final int CODED = 50;

  private static final int MOST_TRIES = 400;
  private static final int LAST_LINES = 200;

  private final Logger program = (Logger) LoggerFactory.getLogger("dev.understudy");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void hear_the_log() {
    program.setAdditive(false);
    program.setLevel(Level.ERROR);
    program.addAppender(log);
    log.start();
  }

  @AfterEach
  void leave_the_log() {
    program.detachAppender(log);
    program.setLevel(null);
    program.setAdditive(true);
  }

  @Test
  void no_schedule_breaks_an_invariant_and_each_ends_with_a_primary() {
    Long only = Long.getLong("seed");
    if (only != null) {
      run(only, LeaseForm.CODED);
      return;
    }
    long begin = System.nanoTime();
    for (long seed = FROM; seed < FROM + SEEDS; seed++) {
      run(seed, seed % CODED == 0 ? LeaseForm.CODED : LeaseForm.SHORT);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "%d schedules from seed %d in %.1f s: %.0f a second%n",
        SEEDS, FROM, seconds, SEEDS / seconds);
  }

  private void run(long seed, LeaseForm form) {
    Plan plan = Drawing.plan(seed);
    List<String> wrong = wrong(plan, form);
    if (!wrong.isEmpty()) {
      fail(plan, wrong);
    }
  }

  private List<String> wrong(Plan plan, LeaseForm form) {
    log.list.clear();
    List<String> wrong = new ArrayList<>();
    try {
      new Stage(plan, form, line -> {}, false)
          .play().violations().stream().map(Violation::toString).forEach(wrong::add);
    } catch (RuntimeException | AssertionError e) {
      wrong.add("fault: " + e);
    }
    log.list.stream().map(event -> "log: " + event.getFormattedMessage()).forEach(wrong::add);
    return wrong;
  }

  /** What is wrong, in a word: a plan must not shrink to another fault. */
  private static String kind(String wrong) {
    return wrong.substring(0, wrong.indexOf(' '));
  }

  private void fail(Plan plan, List<String> wrong) {
    String kind = kind(wrong.getFirst());
    Plan smallest =
        new Shrinker(
                smaller ->
                    wrong(smaller, LeaseForm.SHORT).stream()
                        .anyMatch(other -> kind(other).equals(kind)),
                MOST_TRIES)
            .shrink(plan);
    List<String> lines = new ArrayList<>();
    try {
      new Stage(smallest, LeaseForm.SHORT, lines::add, true).play();
    } catch (RuntimeException | AssertionError e) {
      lines.add(e.toString());
    }
    System.out.println(
        lines.stream()
            .skip(Math.max(0, lines.size() - LAST_LINES))
            .collect(Collectors.joining("\n")));
    assertThat(wrong)
        .as(
            """
            mvn test -Dtest=RandomScheduleTest -Dseed=%d plays it again. The least that fails still:
            %s
            which leads to %s\
            """
                .formatted(plan.seed(), smallest, wrong(smallest, LeaseForm.SHORT)))
        .isEmpty();
  }
}
