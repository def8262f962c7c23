package dev.understudy.benchmark;

import dev.understudy.demo.Journal.Entry;
import dev.understudy.demo.Journal.Event;
import dev.understudy.demo.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kills one replica after the other and starts each again, while heartbeats go on. */
final class Kills {

  private static final Logger LOG = LoggerFactory.getLogger(Kills.class);
  private static final Pattern STATUS = Pattern.compile("\\d{3} .*", Pattern.DOTALL);
  private static final Duration SHORTEST_REST = Duration.ofSeconds(2);

  private final Stage stage;

  Kills(Stage stage) {
    this.stage = stage;
  }

  /**
   * What was done, and who was in charge when it began.
   *
   * @param pairs the groups that were at rest when it began
   * @param primaries the lives that were primary
   */
  record Done(Duration from, Duration to, int kills, List<Pair> pairs, List<Life> primaries) {

    /** How often groups changed hands. */
    long transitions(Ledger ledger) {
      return pairs.stream().mapToLong(pair -> ledger.transitions(pair.group(), from, to)).sum();
    }

    /** What primaries got other than Primary, 503 or a failed connection. */
    List<String> wrongAnswers() {
      return ends()
          .filter(entry -> !isPrimary(entry) && !isOutage(entry))
          .map(Entry::toString)
          .toList();
    }

    /** How many heartbeats of primaries were answered Primary. */
    long answered() {
      return ends().filter(entry -> entry.event() == Event.ANSWERED).count();
    }

    /** How many heartbeats of primaries were answered 503. */
    long refused() {
      return ends().filter(Done::isRefusal).count();
    }

    /** How many heartbeats of primaries were not answered. */
    long lost() {
      return ends().filter(entry -> isOutage(entry) && !isRefusal(entry)).count();
    }

    private Stream<Entry> ends() {
      return primaries.stream()
          .flatMap(life -> life.journal().entries().stream())
          .filter(entry -> entry.at().compareTo(from) >= 0 && entry.at().compareTo(to) < 0)
          .filter(entry -> entry.event() == Event.ANSWERED || entry.event() == Event.FAILED);
    }

    private static boolean isPrimary(Entry end) {
      return end.event() == Event.ANSWERED && end.role() == Role.PRIMARY;
    }

    private static boolean isOutage(Entry end) {
      return end.event() == Event.FAILED
          && (isRefusal(end) || !STATUS.matcher(end.detail()).matches());
    }

    private static boolean isRefusal(Entry end) {
      return end.event() == Event.FAILED && end.detail().startsWith("503 ");
    }
  }

  /** Does it for a while, in the groups that are at rest. */
  Done run(List<Pair> pairs) {
    Pause pause = stage.pause();
    List<Pair> resting = pairs.stream().filter(pair -> pair.standing().isPresent()).toList();
    List<Life> primaries =
        resting.stream().map(pair -> pair.standing().orElseThrow().primary().life()).toList();
    Duration from = pause.now();
    Duration until = from.plus(stage.options().kills());
    // A client that lost one heartbeat must get the next one through.
    Duration interval = stage.options().timeout().dividedBy(2);
    Duration rest = interval.compareTo(SHORTEST_REST) > 0 ? interval : SHORTEST_REST;
    List<ReplicaProcess> replicas = new ArrayList<>(stage.replicas());
    int kills = 0;
    while (pause.now().compareTo(until) < 0) {
      pause.restUpTo(interval);
      ReplicaProcess replica = replicas.get(kills % replicas.size());
      replica.kill();
      kills++;
      replica.start();
      replica.awaitReady();
      pause.rest(rest);
    }
    // What the last kill has done shows within one wait.
    pause.rest(stage.options().timeout().multipliedBy(2));
    LOG.info("kill: {} kills, {} groups", kills, resting.size());
    return new Done(from, pause.now(), kills, resting, primaries);
  }
}
