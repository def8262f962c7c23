package dev.understudy.benchmark;

import dev.understudy.benchmark.Ledger.GroupWrite;
import dev.understudy.demo.Journal.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** All that happened in a group around a trial, in order, for those who ask why it took so long. */
final class Timeline {

  private static final Duration BEFORE = Duration.ofSeconds(12);
  private static final Duration AFTER = Duration.ofSeconds(1);

  private Timeline() {}

  private record Line(Duration at, String text) {}

  /** Tells of a trial; times count from the moment from which it was measured. */
  static String of(Measured measured, Ledger ledger) {
    Trial trial = measured.trial();
    Duration got = trial.got().orElseThrow().at();
    Duration zero = got.minus(measured.late());
    List<Line> lines = new ArrayList<>();
    for (Life life : List.of(trial.old(), trial.next())) {
      for (Entry entry : life.journal().entries()) {
        lines.add(new Line(entry.at(), describe(entry, zero)));
      }
    }
    for (GroupWrite write : ledger.of(trial.pair().group())) {
      lines.add(
          new Line(
              write.received(),
              "  group Lease: %s of %s, next %s, term %d%s, took %s"
                  .formatted(
                      write.phase(),
                      Objects.requireNonNullElse(write.holder(), "nobody"),
                      Objects.requireNonNullElse(write.next(), "nobody"),
                      write.term(),
                      write.renews() ? ", renewed" : "",
                      Distribution.millis(write.finished().minus(write.received())))));
    }
    for (Ledger.Written write : ledger.others(trial.pair().group())) {
      lines.add(
          new Line(
              write.received(), "  %s %s %d".formatted(write.what(), write.name(), write.code())));
    }
    return lines.stream()
        .filter(line -> line.at().compareTo(zero.minus(BEFORE)) >= 0)
        .filter(line -> line.at().compareTo(got.plus(AFTER)) <= 0)
        .sorted(Comparator.comparing(Line::at))
        .map(line -> "%s %s".formatted(seconds(line.at().minus(zero)), line.text()))
        .collect(Collectors.joining("\n", measured + "\n", "\n"));
  }

  private static String describe(Entry entry, Duration zero) {
    Duration sent = entry.sent();
    return "%s %s%s%s%s %s"
        .formatted(
            entry.client(),
            entry.event(),
            entry.role() == null ? "" : " " + entry.role(),
            entry.term() == null ? "" : " " + entry.term(),
            sent == null ? "" : ", sent at " + seconds(sent.minus(zero)),
            entry.detail());
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%9.4f", time.toNanos() / 1e9);
  }
}
