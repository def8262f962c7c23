package dev.understudy.benchmark;

import dev.understudy.benchmark.Pair.Standing;
import dev.understudy.demo.Journal.Entry;
import dev.understudy.demo.Journal.Event;
import dev.understudy.demo.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replaces primaries, in many groups at the same time. */
final class Trials {

  private static final Logger LOG = LoggerFactory.getLogger(Trials.class);
  private static final int SETTLING_TIMEOUTS = 9;
  private static final int PATIENCE_TIMEOUTS = 4;

  private final Stage stage;
  private final Pause pause;
  private final Duration timeout;

  Trials(Stage stage) {
    this.stage = stage;
    this.pause = stage.pause();
    this.timeout = stage.options().timeout();
  }

  /**
   * Runs trials in each of the groups.
   *
   * @return one for each that could be begun
   */
  List<Trial> run(Scenario scenario, List<Pair> pairs, int rounds) {
    List<Callable<List<Trial>>> all =
        pairs.stream()
            .<Callable<List<Trial>>>map(pair -> () -> inGroup(scenario, pair, rounds))
            .toList();
    List<Trial> trials = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Trial>> each : threads.invokeAll(all)) {
        trials.addAll(each.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(scenario.word() + " failed", e.getCause());
    }
    LOG.info("{}: {} trials done", scenario.word(), trials.size());
    return trials;
  }

  private List<Trial> inGroup(Scenario scenario, Pair pair, int rounds)
      throws InterruptedException {
    List<Trial> trials = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      if (pair.awaitSteady(pause, timeout.multipliedBy(SETTLING_TIMEOUTS)).isEmpty()) {
        LOG.warn("{} does not come to rest before round {}", pair.group(), round);
        return trials;
      }
      // Whatever is seen first is seen at an answer; what follows is to come at any moment.
      pause.restUpTo(timeout);
      Optional<Standing> standing = pair.standing();
      if (standing.isEmpty()) {
        LOG.warn("{} changed by itself before round {}", pair.group(), round);
        continue;
      }
      Trial trial = trial(scenario, pair, round, standing.get());
      if (trial.got().isEmpty()) {
        LOG.warn("{}: no Primary", trial);
      }
      trials.add(trial);
    }
    return trials;
  }

  private Trial trial(Scenario scenario, Pair pair, int round, Standing standing)
      throws InterruptedException {
    return switch (scenario) {
      case CRASH, CRASH_RULE -> crash(scenario, pair, round, standing);
      case STOP -> stop(scenario, pair, round, standing);
      case SWITCHOVER, SWITCHOVER_RULE -> switchOver(scenario, pair, round, standing);
      case STEADY, KILL -> throw new IllegalArgumentException(scenario + " has no trials");
    };
  }

  private Trial crash(Scenario scenario, Pair pair, int round, Standing standing)
      throws InterruptedException {
    Life old = standing.primary().life();
    Life next = standing.standby().life();
    Duration begun = pause.now();
    old.client().crash();
    Optional<Entry> got = awaitPrimary(next, begun);
    pause.restUpTo(timeout.dividedBy(2));
    standing.primary().start();
    return new Trial(scenario, pair, round, old, next, begun, Optional.empty(), got);
  }

  private Trial stop(Scenario scenario, Pair pair, int round, Standing standing)
      throws InterruptedException {
    Life old = standing.primary().life();
    Life next = standing.standby().life();
    Duration begun = pause.now();
    old.client().stop().toCompletableFuture().join();
    Duration told = old.journal().last(entry -> entry.event() == Event.STOPPED).orElseThrow().at();
    Optional<Entry> got = awaitPrimary(next, begun);
    pause.restUpTo(timeout.dividedBy(2));
    standing.primary().start();
    return new Trial(scenario, pair, round, old, next, begun, Optional.of(told), got);
  }

  private Trial switchOver(Scenario scenario, Pair pair, int round, Standing standing)
      throws InterruptedException {
    Life old = standing.primary().life();
    Life next = standing.standby().life();
    Duration begun = pause.now();
    stage.override(pair, standing.standby(), true);
    Optional<Entry> got = awaitPrimary(next, begun);
    Optional<Entry> told = old.awaitAnswer(begun, Role.SECONDARY, timeout);
    stage.override(pair, standing.standby(), false);
    return new Trial(scenario, pair, round, old, next, begun, told.map(Entry::at), got);
  }

  private Optional<Entry> awaitPrimary(Life next, Duration since) throws InterruptedException {
    return next.awaitAnswer(since, Role.PRIMARY, timeout.multipliedBy(PATIENCE_TIMEOUTS));
  }
}
