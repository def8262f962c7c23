package dev.understudy.benchmark;

import dev.understudy.benchmark.Ledger.GroupWrite;
import dev.understudy.demo.Journal.Entry;
import dev.understudy.demo.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Judges the whole run by the invariants of the election, from what the clients wrote down and what
 * the API server's audit log says.
 */
final class History {

  /** How exactly the moments of the two logs can be compared. */
  private static final Duration TOLERANCE = Duration.ofMillis(2);

  private final List<Pair> pairs;
  private final Ledger ledger;

  History(List<Pair> pairs, Ledger ledger) {
    this.pairs = List.copyOf(pairs);
    this.ledger = ledger;
  }

  /** I1: times in which two clients that keep the rule both acted as primary. */
  List<String> overlaps() {
    List<String> overlaps = new ArrayList<>();
    for (Pair pair : pairs) {
      List<Client.Acting> all =
          pair.lives()
              .flatMap(life -> life.client().acted().stream())
              .sorted(Comparator.comparing(Client.Acting::from))
              .toList();
      Client.@Nullable Acting longest = null;
      for (Client.Acting acting : all) {
        if (longest != null && acting.from().compareTo(longest.until()) < 0) {
          overlaps.add("I1: %s and %s".formatted(longest, acting));
        }
        if (longest == null || acting.until().compareTo(longest.until()) > 0) {
          longest = acting;
        }
      }
    }
    return overlaps;
  }

  /** How many times of acting as primary were compared. */
  long actings() {
    return pairs.stream()
        .flatMap(Pair::lives)
        .mapToLong(life -> life.client().acted().size())
        .sum();
  }

  /** How many Primary answers were compared with the writes. */
  long primaries() {
    return pairs.stream().flatMap(Pair::lives).mapToLong(life -> primaries(life).size()).sum();
  }

  /**
   * I2: Primary answers without a successful compare-and-swap of their own, made while the request
   * was open.
   */
  List<String> primariesWithoutTheirOwnWrite() {
    List<String> violations = new ArrayList<>();
    for (Pair pair : pairs) {
      Map<Holding, List<Entry>> answers = new HashMap<>();
      pair.lives()
          .forEach(
              life ->
                  primaries(life)
                      .forEach(
                          entry ->
                              answers
                                  .computeIfAbsent(
                                      new Holding(life.session(), term(entry)),
                                      holding -> new ArrayList<>())
                                  .add(entry)));
      List<GroupWrite> writes =
          ledger.of(pair.group()).stream().filter(GroupWrite::renews).toList();
      answers.forEach(
          (holding, entries) ->
              violations.addAll(
                  unmatched(
                      entries,
                      writes.stream()
                          .filter(write -> write.isOf(holding.session(), holding.term()))
                          .toList())));
    }
    return violations;
  }

  private record Holding(String session, long term) {}

  /**
   * Gives each answer a write of its own; of several that could take one, the first to end does.
   */
  private static List<String> unmatched(List<Entry> answers, List<GroupWrite> writes) {
    List<Entry> bySending = answers.stream().sorted(Comparator.comparing(History::sent)).toList();
    PriorityQueue<Entry> open = new PriorityQueue<>(Comparator.comparing(Entry::at));
    List<String> unmatched = new ArrayList<>();
    int next = 0;
    for (GroupWrite write : writes) {
      Duration earliestEnd = write.received().minus(TOLERANCE);
      while (next < bySending.size()
          && sent(bySending.get(next)).compareTo(write.received().plus(TOLERANCE)) <= 0) {
        open.add(bySending.get(next++));
      }
      while (!open.isEmpty() && open.peek().at().compareTo(earliestEnd) < 0) {
        unmatched.add(withoutWrite(open.poll()));
      }
      open.poll();
    }
    open.forEach(entry -> unmatched.add(withoutWrite(entry)));
    bySending.subList(next, bySending.size()).forEach(entry -> unmatched.add(withoutWrite(entry)));
    return unmatched;
  }

  private static String withoutWrite(Entry entry) {
    return "I2: no write of its own for " + entry;
  }

  /** I2 and I3: terms with two holders, and terms that went back, in the order of the writes. */
  List<String> disorders() {
    List<String> disorders = new ArrayList<>();
    ledger
        .groups()
        .forEach(
            group -> {
              Map<Long, String> holders = new HashMap<>();
              long term = 0;
              for (GroupWrite write : ledger.of(group)) {
                if (write.term() < term) {
                  disorders.add("I3: the term went back in " + write);
                }
                term = write.term();
                String holder = write.holder();
                String first = holder == null ? null : holders.putIfAbsent(term, holder);
                if (first != null && !first.equals(holder)) {
                  disorders.add("I2: %s held the term before %s".formatted(first, write));
                }
              }
            });
    return disorders;
  }

  private static List<Entry> primaries(Life life) {
    return life.answers().stream().filter(entry -> entry.role() == Role.PRIMARY).toList();
  }

  private static Duration sent(Entry entry) {
    return Objects.requireNonNull(entry.sent());
  }

  private static long term(Entry entry) {
    return Objects.requireNonNull(entry.term());
  }
}
