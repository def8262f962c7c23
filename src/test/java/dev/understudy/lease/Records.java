package dev.understudy.lease;

import dev.understudy.election.Caller;
import dev.understudy.election.Candidate;
import dev.understudy.election.Cause;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupLease.ExpiredOverride;
import dev.understudy.election.LastHolder;
import dev.understudy.election.Pace;
import dev.understudy.election.Phase;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import dev.understudy.election.Sharing;
import dev.understudy.election.Signs;
import dev.understudy.election.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** All that the election's records can say, far beyond what an election says in practice. */
final class Records {
  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

  private Records() {}

  /** Any text that is valid Unicode, with a liking for what means something in a list. */
  static Arbitrary<String> texts() {
    Arbitrary<String> wild =
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
            .list()
            .ofMaxSize(12)
            .map(Records::joined);
    Arbitrary<String> mean = Arbitraries.strings().withChars(",=@%+ \n\u0000/.-").ofMaxLength(8);
    Arbitrary<String> chosen =
        Arbitraries.of("A%2aB", "Lärm.Größe", "\uD83D\uDE00,\uD83D\uDE00=1@", "null", "true", "");
    return Arbitraries.oneOf(wild, mean, chosen);
  }

  private static String joined(List<Integer> points) {
    return points.stream().map(Character::toString).collect(Collectors.joining());
  }

  static Arbitrary<String> ids() {
    return texts().filter(text -> !text.isEmpty());
  }

  static Arbitrary<SessionRef> sessions() {
    return Combinators.combine(ids(), ids()).as(SessionRef::new);
  }

  static Arbitrary<Long> counts() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE);
  }

  private static Arbitrary<Integer> smallCounts() {
    return Arbitraries.integers().between(0, Integer.MAX_VALUE);
  }

  static Arbitrary<Instant> instants() {
    return Arbitraries.oneOf(
        Arbitraries.longs()
            .between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond())
            .flatMap(
                second ->
                    Arbitraries.longs()
                        .between(0, 999_999_999)
                        .map(nano -> Instant.ofEpochSecond(second, nano))),
        Arbitraries.of(Instant.MIN, Instant.MAX, Instant.EPOCH));
  }

  /** Wall clocks as they are; the API server takes no year beyond 9999. */
  static Arbitrary<Instant> now() {
    return Arbitraries.longs()
        .between(0, 4_000_000_000_000_000_000L)
        .map(nanos -> Instant.EPOCH.plusNanos(nanos));
  }

  static Arbitrary<Duration> durations() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, Long.MAX_VALUE).map(Duration::ofNanos),
        Arbitraries.longs().between(0, 86_400_000).map(Duration::ofMillis),
        Arbitraries.of(Duration.ZERO, Duration.ofNanos(1), LONGEST));
  }

  static Arbitrary<Timing> timings() {
    return Combinators.combine(durations().filter(Duration::isPositive), durations())
        .as(Timing::new);
  }

  static Arbitrary<Signs> signs() {
    return Combinators.combine(
            counts(),
            smallCounts(),
            smallCounts(),
            Arbitraries.doubles().between(0, 100),
            instants().injectNull(0.3),
            instants().injectNull(0.3),
            Arbitraries.of(true, false),
            texts().injectNull(0.3))
        .flatAs(
            (beats, registration, fresh, score, dataTime, at, extended, instance) ->
                Combinators.combine(texts().injectNull(0.3), sharings().injectNull(0.5))
                    .as(
                        (peer, sharing) ->
                            new Signs(
                                beats,
                                registration,
                                fresh,
                                score,
                                dataTime,
                                at,
                                extended,
                                instance,
                                peer,
                                sharing)));
  }

  private static Arbitrary<Sharing> sharings() {
    Arbitrary<Sharing.Earlier> earlier =
        Combinators.combine(callers(), durations()).as(Sharing.Earlier::new);
    return Combinators.combine(callers(), earlier.list().ofMaxSize(3), durations().injectNull(0.5))
        .as(Sharing::new);
  }

  /** A process and an address, where they are known, are never empty. */
  private static Arbitrary<Caller> callers() {
    Arbitrary<String> words = texts().filter(text -> !text.isEmpty()).injectNull(0.3);
    return Combinators.combine(words, words).as(Caller::new);
  }

  static Arbitrary<Grant> grants() {
    return Combinators.combine(
            sessions().injectNull(0.2), Arbitraries.of(true, false), timings(), counts(), signs())
        .as(Grant::new);
  }

  private static Arbitrary<Candidate> candidates() {
    return Arbitraries.oneOf(
        sessions().map(session -> new Candidate(session.id(), session.uid(), false)),
        sessions().map(session -> new Candidate(session.id(), session.uid(), true)),
        ids().map(id -> new Candidate(id, null, true)));
  }

  static Arbitrary<Phase> phases() {
    Arbitrary<Cause> causes = Arbitraries.of(Cause.class);
    Arbitrary<Candidate> targets = candidates().injectNull(0.3);
    return Arbitraries.oneOf(
        Arbitraries.just(new Phase.Vacant()),
        Combinators.combine(candidates(), causes).as(Phase.Pending::new),
        grants().map(Phase.Held::new),
        Combinators.combine(grants(), targets, causes).as(Phase.Handover::new),
        Combinators.combine(grants(), targets, causes).as(Phase.Releasing::new));
  }

  static Arbitrary<GroupLease> groupLeases() {
    Arbitrary<LastHolder> previous =
        Combinators.combine(sessions(), counts(), signs()).as(LastHolder::new).injectNull(0.3);
    Arbitrary<Set<ExpiredOverride>> expired =
        Combinators.combine(ids(), instants()).as(ExpiredOverride::new).set().ofMaxSize(4);
    return Combinators.combine(
            counts(),
            phases(),
            counts(),
            instants().injectNull(0.3),
            previous,
            Arbitraries.maps(ids(), counts()).ofMaxSize(4),
            expired,
            counts())
        .flatAs(
            (term, phase, generation, dataTime, last, passedOver, ended, edits) ->
                texts()
                    .injectNull(0.5)
                    .map(
                        recovers ->
                            new GroupLease(
                                term,
                                phase,
                                generation,
                                dataTime,
                                last,
                                passedOver,
                                ended,
                                edits,
                                recovers)));
  }

  static Arbitrary<SessionLease> sessionLeases() {
    Arbitrary<List<Duration>> ticks = durations().list().ofMaxSize(4);
    Arbitrary<Pace> paces =
        Combinators.combine(ticks, smallCounts(), counts().injectNull(0.3)).as(Pace::new);
    return Combinators.combine(
            sessions(),
            texts(),
            instants(),
            texts(),
            durations().filter(Duration::isPositive),
            signs(),
            paces)
        .as(SessionLease::new);
  }
}
