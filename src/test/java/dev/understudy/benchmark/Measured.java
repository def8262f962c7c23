package dev.understudy.benchmark;

import dev.understudy.benchmark.Ledger.GroupWrite;
import dev.understudy.demo.Journal.Entry;
import dev.understudy.demo.Role;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What a trial shows, and where its time went. All durations may be negative.
 *
 * @param held whether a request of the standby was open when the primary left or was told
 * @param late from the moment that counts to the standby's receipt of Primary
 * @param decided from that moment to the arrival of the claim at the API server
 * @param written how long the API server took for the claim
 * @param answered from then to the receipt
 * @param opened for how long the request that was answered had been open at that moment
 * @param conflicts how many writes of the group Lease met a newer version meanwhile
 * @param margin by how much the standby's Primary came after the end of what the old primary was
 *     last answered; only for crashes
 */
record Measured(
    Trial trial,
    boolean held,
    Duration late,
    Duration decided,
    Duration written,
    Duration answered,
    Duration opened,
    long conflicts,
    Optional<Duration> margin) {

  private static final Duration BEFORE = Duration.ofSeconds(1);
  private static final double NANOS_PER_MILLI = 1e6;

  static final String CSV_HEAD =
      "scenario,group,round,to,begun_s,held,late_ms,decided_ms,written_ms,answered_ms,opened_ms,"
          + "conflicts,margin_ms";

  /** Measures a trial; empty where there was no Primary, or no write for it was found. */
  static Optional<Measured> of(Trial trial, Ledger ledger, Duration timeout) {
    return trial
        .got()
        .flatMap(
            got ->
                ledger
                    .claim(trial.pair().group(), trial.next().session(), term(got))
                    .map(claim -> of(trial, got, claim, ledger, timeout)));
  }

  private static Measured of(
      Trial trial, Entry got, GroupWrite claim, Ledger ledger, Duration timeout) {
    boolean crash = trial.told().isEmpty();
    Duration zero = trial.told().orElseGet(() -> expiry(claim, ledger));
    // Whether the standby waits when the primary leaves is known when its deletion is sent.
    Duration asked = trial.scenario() == Scenario.STOP ? trial.begun() : zero;
    Duration sent = Objects.requireNonNull(got.sent());
    return new Measured(
        trial,
        trial.next().openAt(asked).isPresent(),
        got.at().minus(zero),
        claim.received().minus(zero),
        claim.finished().minus(claim.received()),
        got.at().minus(claim.finished()),
        zero.minus(sent),
        ledger.conflicts(trial.pair().group(), zero.minus(BEFORE), got.at()),
        crash ? Optional.of(got.at().minus(validUntil(trial.old(), timeout))) : Optional.empty());
  }

  private static Duration expiry(GroupWrite claim, Ledger ledger) {
    GroupWrite renewal = ledger.renewalBefore(claim).orElseThrow();
    return renewal.received().plus(renewal.expiry());
  }

  /** Until when a client may act that was answered Primary and then nothing. */
  private static Duration validUntil(Life life, Duration timeout) {
    return life.answers().stream()
        .filter(entry -> entry.role() == Role.PRIMARY)
        .map(entry -> Objects.requireNonNull(entry.sent()))
        .max(Duration::compareTo)
        .orElseThrow()
        .plus(timeout);
  }

  private static long term(Entry entry) {
    return Objects.requireNonNull(entry.term());
  }

  /** Whether the standby was told before the old primary's time was over. */
  boolean isPremature() {
    return margin.filter(Duration::isNegative).isPresent();
  }

  /** A line of a CSV file. */
  String csv() {
    return String.join(
        ",",
        trial.scenario().word(),
        trial.pair().group(),
        Integer.toString(trial.round()),
        trial.next().session(),
        String.format(Locale.ROOT, "%.3f", trial.begun().toNanos() / 1e9),
        Boolean.toString(held),
        number(late),
        number(decided),
        number(written),
        number(answered),
        number(opened),
        Long.toString(conflicts),
        margin.map(Measured::number).orElse(""));
  }

  private static String number(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toNanos() / NANOS_PER_MILLI);
  }

  @Override
  public String toString() {
    return ("%s: %s late, %s (claim arrived %s, write %s, answer %s, request open since %s,"
            + " conflicts %d)")
        .formatted(
            trial,
            Distribution.millis(late),
            held ? "held" : "not held",
            Distribution.millis(decided),
            Distribution.millis(written),
            Distribution.millis(answered),
            Distribution.millis(opened),
            conflicts);
  }
}
