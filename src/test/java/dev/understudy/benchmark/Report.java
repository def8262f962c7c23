package dev.understudy.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results as a table in Markdown, as in {@code docs/benchmarks.md}. */
final class Report {

  private static final int SLOWEST = 3;
  private static final Duration GUARD = Duration.ofMillis(250);
  private static final double BYTES_PER_GIB = 1 << 30;

  private final Options options;
  private final List<String> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private boolean sound = true;

  Report(Options options) {
    this.options = options;
  }

  /** The trials of a crash scenario. */
  void crash(Scenario scenario, List<Trial> trials, List<Measured> measured) {
    Distribution late = Distribution.of(measured.stream().map(Measured::late).toList());
    row(
        scenario.word() + ": Primary later than W",
        late,
        "p50 <= 40 ms, p99 <= 150 ms",
        late.isWithin(50, Duration.ofMillis(40)) && late.isWithin(99, Duration.ofMillis(150)));
    long premature = measured.stream().filter(Measured::isPremature).count();
    count(scenario.word() + ": Primary before sent + F", premature, trials.size());
    complete(scenario, trials, measured);
  }

  /** The trials of graceful stops. */
  void stop(List<Trial> trials, List<Measured> measured) {
    share(Scenario.STOP, measured, 75);
    Distribution held = held(measured);
    row(
        "stop: 204 to Primary, held",
        held,
        "p99 <= 100 ms",
        held.isWithin(99, Duration.ofMillis(100)));
    Distribution all = Distribution.of(measured.stream().map(Measured::late).toList());
    Duration half = options.timeout().dividedBy(2);
    row(
        "stop: 204 to Primary, all",
        all,
        "max <= F/2 = " + half.toMillis() + " ms",
        all.isWithin(100, half));
    complete(Scenario.STOP, trials, measured);
  }

  /** The trials of switchovers. */
  void switchover(Scenario scenario, List<Trial> trials, List<Measured> measured) {
    Duration limit =
        Duration.ofMillis(100).plus(scenario.kind() == Kind.STOCK ? GUARD : Duration.ZERO);
    share(scenario, measured, 95);
    Distribution held = held(measured);
    row(
        scenario.word() + ": Secondary to Primary, held",
        held,
        "p99 <= " + limit.toMillis() + " ms",
        held.isWithin(99, limit));
    Distribution all = Distribution.of(measured.stream().map(Measured::late).toList());
    Duration longest = limit.plusSeconds(1);
    row(
        scenario.word() + ": Secondary to Primary, all",
        all,
        "max <= " + longest.toMillis() + " ms",
        all.isWithin(100, longest));
    complete(scenario, trials, measured);
  }

  /** The replicas that were killed. */
  void kills(Kills.Done done, Ledger ledger) {
    count("kill: transitions", done.transitions(ledger), done.kills());
    List<String> wrong = done.wrongAnswers();
    count(
        "kill: answers to primaries other than Primary, 503 or none",
        wrong.size(),
        done.answered() + done.refused() + done.lost());
    notes.add(
        "kill: %d kills in %d s under %d groups; heartbeats of primaries: %d answered, %d refused"
                .formatted(
                    done.kills(),
                    done.to().minus(done.from()).toSeconds(),
                    done.pairs().size(),
                    done.answered(),
                    done.refused())
            + " with 503, %d failed connections".formatted(done.lost()));
    notes.addAll(wrong.stream().limit(SLOWEST).toList());
  }

  /**
   * What came before the trials that count; what must never happen must not happen there either.
   */
  void warmUp(Map<Scenario, List<Measured>> measured) {
    measured.forEach(
        (scenario, trials) -> {
          Distribution late = Distribution.of(trials.stream().map(Measured::late).toList());
          notes.add(
              "warm-up, not counted: %d trials of %s, p50 %s, max %s"
                  .formatted(late.count(), scenario.word(), late.show(50), late.show(100)));
          long premature = trials.stream().filter(Measured::isPremature).count();
          if (premature > 0) {
            sound = false;
            notes.add("warm-up: %d times Primary before sent + F".formatted(premature));
          }
        });
  }

  /** What heartbeats cost. */
  void steady(Steady steady, Ledger ledger) {
    double ratio = steady.ratio(ledger);
    String shown = String.format(Locale.ROOT, "%.3f", ratio);
    line(
        "steady: writes per heartbeat",
        steady.heartbeats(),
        List.of(shown, "", "", ""),
        "1.00",
        String.format(Locale.ROOT, "%.2f", ratio).equals("1.00"));
    notes.add(
        "steady: %d heartbeats, writes %s".formatted(steady.heartbeats(), steady.counts(ledger)));
  }

  /** The judgement of the whole run. */
  void history(History history) {
    List<String> overlaps = history.overlaps();
    List<String> unwritten = history.primariesWithoutTheirOwnWrite();
    List<String> disorders = history.disorders();
    count("all: overlaps of rule-keeping primaries", overlaps.size(), history.actings());
    count("all: Primary answers without their own CAS", unwritten.size(), history.primaries());
    count("all: terms with two holders, or that went back", disorders.size(), history.primaries());
    overlaps.stream().limit(SLOWEST).forEach(notes::add);
    unwritten.stream().limit(SLOWEST).forEach(notes::add);
    disorders.stream().limit(SLOWEST).forEach(notes::add);
  }

  /** How busy the machine was, and how far its clocks can be trusted. */
  void machine(double loadBefore, double loadAfter, Duration shift) {
    OperatingSystemMXBean machine =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    notes.add(
        String.format(
            Locale.ROOT,
            "machine: %d cores, %.0f GiB; load average %.1f before and %.1f after; its clocks moved"
                + " %s against each other; etcd %s for its disk",
            machine.getAvailableProcessors(),
            machine.getTotalMemorySize() / BYTES_PER_GIB,
            loadBefore,
            loadAfter,
            Distribution.millis(shift),
            options.fsync() ? "waits" : "does not wait"));
  }

  private static Distribution held(List<Measured> measured) {
    return Distribution.of(measured.stream().filter(Measured::held).map(Measured::late).toList());
  }

  private void share(Scenario scenario, List<Measured> measured, int least) {
    long held = measured.stream().filter(Measured::held).count();
    String share =
        measured.isEmpty()
            ? "-"
            : String.format(Locale.ROOT, "%.1f %%", 100.0 * held / measured.size());
    line(
        scenario.word() + ": share held",
        measured.size(),
        List.of(share, "", "", ""),
        ">= " + least + " %",
        held * 100 >= (long) least * measured.size() && !measured.isEmpty());
  }

  private void complete(Scenario scenario, List<Trial> trials, List<Measured> measured) {
    if (measured.size() < options.trials()) {
      notes.add(
          "%s: %d trials wanted, %d begun, %d measured"
              .formatted(scenario.word(), options.trials(), trials.size(), measured.size()));
    }
    slowest(measured).map(slow -> "slow: " + slow).forEach(notes::add);
  }

  /** The trials that took longest. */
  static Stream<Measured> slowest(List<Measured> measured) {
    return measured.stream().sorted(Comparator.comparing(Measured::late).reversed()).limit(SLOWEST);
  }

  private void row(String figure, Distribution figures, String target, boolean met) {
    line(
        figure,
        figures.count(),
        List.of(figures.show(50), figures.show(90), figures.show(99), figures.show(100)),
        target,
        met);
  }

  private void count(String figure, long found, long of) {
    sound &= found == 0;
    line(figure, of, List.of(Long.toString(found), "", "", ""), "0", found == 0);
  }

  private void line(String figure, long n, List<String> figures, String target, boolean met) {
    rows.add(
        "| %s | %d | %s | %s | %s |"
            .formatted(figure, n, String.join(" | ", figures), target, met ? "met" : "**missed**"));
  }

  /** Whether nothing happened that must never happen, whatever the machine. */
  boolean isSound() {
    return sound;
  }

  /** The table and the notes. */
  String text() {
    return """
    | figure | n | p50, or value | p90 | p99 | max | target | |
    |---|---|---|---|---|---|---|---|
    %s

    %s
    """
        .formatted(
            String.join("\n", rows),
            notes.stream().map(note -> "- " + note).collect(Collectors.joining("\n")));
  }

  /** Chooses the row for the trials of a scenario. */
  void trials(Map<Scenario, List<Trial>> trials, Map<Scenario, List<Measured>> measured) {
    trials.forEach(
        (scenario, begun) -> {
          List<Measured> found = Optional.ofNullable(measured.get(scenario)).orElse(List.of());
          switch (scenario) {
            case CRASH, CRASH_RULE -> crash(scenario, begun, found);
            case STOP -> stop(begun, found);
            case SWITCHOVER, SWITCHOVER_RULE -> switchover(scenario, begun, found);
            case STEADY, KILL -> throw new IllegalArgumentException(scenario + " has no trials");
          }
        });
  }
}
