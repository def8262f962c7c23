package dev.understudy.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what was asked for and prints the table. The exit code is 1 if something happened that must
 * never happen; a figure that misses its target is only said to.
 */
public final class Benchmark {

  private static final Logger LOG = LoggerFactory.getLogger(Benchmark.class);
  private static final int SETTLING_TIMEOUTS = 9;

  private final Options options;
  private final Stage stage;
  private final Map<Scenario, List<Pair>> pairs = new EnumMap<>(Scenario.class);

  private Benchmark(Options options, Stage stage) {
    this.options = options;
    this.stage = stage;
  }

  /** Runs the benchmark with the options that are given as system properties. */
  public static void main(String[] arguments) throws IOException {
    Options options = Options.fromSystemProperties();
    Files.createDirectories(options.output());
    boolean sound;
    try (Stage stage = Stage.start(options)) {
      sound = new Benchmark(options, stage).run();
    }
    System.exit(sound ? 0 : 1);
  }

  private boolean run() throws IOException {
    double loadBefore = load();
    LOG.info("clients start");
    makePairs();
    settle();

    Optional<Steady> steady = Optional.empty();
    if (options.scenarios().contains(Scenario.STEADY)) {
      LOG.info("steady: counting writes for {} s", options.steady().toSeconds());
      steady = Optional.of(Steady.of(all(), stage.pause(), options.steady()));
    }
    // After the writes were counted: each trial changes statuses, some of them a while later.
    Map<Scenario, List<Trial>> before = runTrials("warm-up, not counted: ", options.warmUp());
    Map<Scenario, List<Trial>> trials = runTrials("", options.rounds());
    Optional<Kills.Done> kills = Optional.empty();
    if (options.scenarios().contains(Scenario.KILL)) {
      settle();
      LOG.info("kill: killing replicas for {} s", options.kills().toSeconds());
      kills = Optional.of(new Kills(stage).run(all()));
    }
    all().stream().flatMap(Pair::slots).forEach(slot -> slot.life().client().crash());
    double loadAfter = load();

    LOG.info("reading the audit log");
    Ledger ledger = Ledger.read(stage.auditLog(), stage.clock());
    Report report = new Report(options);
    Map<Scenario, List<Measured>> measured = measured(trials, ledger);
    report.trials(trials, measured);
    report.warmUp(measured(before, ledger));
    kills.ifPresent(done -> report.kills(done, ledger));
    report.history(new History(all(), ledger));
    steady.ifPresent(done -> report.steady(done, ledger));
    report.machine(loadBefore, loadAfter, stage.clock().shift());
    write(report, measured, ledger);
    return report.isSound();
  }

  /** Scenarios without groups of their own are measured in those of the others. */
  private void makePairs() {
    List<Scenario> own = options.scenarios().stream().filter(Scenario::hasTrials).sorted().toList();
    for (Scenario scenario : own.isEmpty() ? List.of(Scenario.CRASH, Scenario.CRASH_RULE) : own) {
      pairs.put(scenario, stage.pairs(scenario.word(), scenario.kind(), options.groups()));
    }
    List<Slot> slots = all().stream().flatMap(Pair::slots).toList();
    Pause pause = stage.pause();
    // All phases are equally likely, and the replicas are not met by all clients at once.
    Duration between = options.timeout().dividedBy(slots.size());
    for (Slot slot : slots) {
      slot.start();
      pause.rest(between);
    }
  }

  private void settle() {
    Pause pause = stage.pause();
    Duration atMost = options.timeout().multipliedBy(SETTLING_TIMEOUTS);
    long restless =
        all().stream().filter(pair -> pair.awaitSteady(pause, atMost).isEmpty()).count();
    if (restless > 0) {
      LOG.warn("{} groups did not come to rest", restless);
    }
  }

  private List<Pair> all() {
    return pairs.values().stream().flatMap(List::stream).toList();
  }

  /** Runs a number of rounds of all scenarios with trials, side by side. */
  private Map<Scenario, List<Trial>> runTrials(String what, int rounds) {
    Map<Scenario, List<Trial>> trials = new EnumMap<>(Scenario.class);
    List<Scenario> wanted =
        options.scenarios().stream().filter(Scenario::hasTrials).sorted().toList();
    if (rounds == 0 || wanted.isEmpty()) {
      return trials;
    }
    LOG.info(
        "{}{} rounds of trials in {} groups each of {}",
        what,
        rounds,
        options.groups(),
        wanted.stream().map(Scenario::word).toList());
    Map<Scenario, Future<List<Trial>>> running = new EnumMap<>(Scenario.class);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Scenario scenario : wanted) {
        running.put(
            scenario,
            threads.submit(() -> new Trials(stage).run(scenario, pairs.get(scenario), rounds)));
      }
      for (Map.Entry<Scenario, Future<List<Trial>>> each : running.entrySet()) {
        trials.put(each.getKey(), each.getValue().get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return trials;
  }

  private Map<Scenario, List<Measured>> measured(Map<Scenario, List<Trial>> trials, Ledger ledger) {
    Map<Scenario, List<Measured>> measured = new EnumMap<>(Scenario.class);
    trials.forEach(
        (scenario, begun) ->
            measured.put(
                scenario,
                begun.stream()
                    .flatMap(trial -> Measured.of(trial, ledger, options.timeout()).stream())
                    .toList()));
    return measured;
  }

  private void write(Report report, Map<Scenario, List<Measured>> measured, Ledger ledger)
      throws IOException {
    List<String> lines = new ArrayList<>(List.of(Measured.CSV_HEAD));
    measured.values().stream().flatMap(List::stream).map(Measured::csv).forEach(lines::add);
    Files.write(options.output().resolve("trials.csv"), lines);
    Files.writeString(options.output().resolve("report.md"), report.text());
    Files.write(
        options.output().resolve("slowest.txt"),
        measured.values().stream()
            .flatMap(Report::slowest)
            .map(slow -> Timeline.of(slow, ledger))
            .toList());
    System.out.println();
    System.out.print(report.text());
    Stream.of("report.md", "trials.csv", "slowest.txt")
        .forEach(name -> LOG.info("written: {}", options.output().resolve(name)));
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
