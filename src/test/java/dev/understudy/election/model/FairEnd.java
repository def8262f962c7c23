package dev.understudy.election.model;

import dev.understudy.election.Decision.Answer;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupView;
import dev.understudy.election.Phase;
import dev.understudy.election.Recovery;
import dev.understudy.election.Recovery.Known;
import dev.understudy.election.SessionRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a world has a way to a primary: from here on the network loses nothing, all replicas have
 * just started, nobody says anything new, and some of the clients live.
 *
 * <p>With all clients alive, and with each one alone: one of them acts within the time that the
 * election promises (the rest of a wait, and half a timeout for polling clients), and nothing
 * changes in the end. Clients that live no more have the best scores.
 */
final class FairEnd {
  private static final Duration TIMEOUT = Belief.LONG.timeout();
  private static final Duration WAIT = Belief.LONG.expiry();
  private static final Duration POLL = TIMEOUT.dividedBy(2);
  private static final Duration SLACK = Duration.ofSeconds(1);

  private final Scenario scenario;
  private final Protocol protocol;
  private final Worlds known = new Worlds(World.WORDS);
  private int ends;

  FairEnd(Scenario scenario, Protocol protocol) {
    this.scenario = scenario;
    this.protocol = protocol;
  }

  /** From how many different worlds the ends were played. */
  int worlds() {
    return known.size();
  }

  /** How many ends were played. */
  int ends() {
    return ends;
  }

  /** What is wrong, if from this world no primary can be reached. */
  Optional<String> check(World world) {
    World rest = rest(world);
    if (!known.add(rest, -1)) {
      return Optional.empty();
    }
    int all = (1 << scenario.sessions()) - 1;
    Optional<String> wrong = end(rest, all);
    for (int s = 0; s < scenario.sessions() && wrong.isEmpty(); s++) {
      wrong = end(rest, 1 << s);
    }
    return wrong;
  }

  /** What lasts: the Leases, the newest specification, and what clients know. */
  private World rest(World world) {
    World rest = new World(World.WORDS);
    System.arraycopy(world.words, 0, rest.words, 0, World.WORDS);
    long kept = Shared.LEASE | Shared.SPEC.mask();
    for (Field spec : Shared.SPEC_SHORT) {
      kept |= spec.mask();
    }
    rest.words[0] &= kept;
    for (int s = 0; s < World.SESSIONS; s++) {
      for (int slot = 1; slot >= 0; slot--) {
        rest.free(s, slot);
      }
      rest.stopsActing(s);
      rest.set(s, Each.LEAVING, 0)
          .set(s, Each.ORDERED, 0)
          .set(s, Each.DELETING, 0)
          .set(s, Each.DELETING_OWN, 0)
          .set(s, Each.DELETING_AT, 0)
          .set(s, Each.DELETING_OLD, 0);
    }
    for (int replica = 0; replica < World.REPLICAS; replica++) {
      rest.set(Shared.KNOWS[replica], rest.get(Shared.SPEC));
      rest.showSessions(replica);
    }
    Oblivion.countTermsFromOne(rest, scenario.manual());
    Symmetry.normalize(rest);
    return rest;
  }

  /** Overrides and failover by hand may forbid each of the living. */
  private boolean mayHavePrimary(World world, int alive) {
    int spec = world.get(Shared.SPEC);
    boolean may = false;
    for (int s = 0; s < scenario.sessions(); s++) {
      boolean lives = (alive & 1 << s) != 0;
      int said =
          world.get(s, Each.ENDED) != 0 && world.get(s, Each.ENDED) == world.saidSince(s, spec)
              ? 0
              : world.said(s, spec);
      if (said == 1) {
        return lives;
      }
      boolean allowed = !scenario.manual() || world.get(Shared.TERM) == 0 || world.wasLast(s);
      may |= lives && said != 2 && allowed;
    }
    return may;
  }

  /**
   * Plays one end.
   *
   * @param alive the clients that live, one bit each
   */
  private Optional<String> end(World world, int alive) {
    if (!mayHavePrimary(world, alive)) {
      return Optional.empty();
    }
    ends++;
    Belief belief = new Belief(world, 0, scenario, -1, false, false);
    GroupView view = belief.view();
    FairGroup group = new FairGroup(view, lease(world, view), protocol);
    for (int s = 0; s < scenario.sessions(); s++) {
      if ((alive & 1 << s) == 0) {
        group.praise(Belief.IDS[s]);
      }
    }
    List<FairClient> clients = new ArrayList<>();
    for (int s = 0; s < scenario.sessions(); s++) {
      if ((alive & 1 << s) != 0) {
        Duration first = Belief.NOW.plus(POLL.dividedBy(4).multipliedBy(1 + s));
        clients.add(new FairClient(world, s, TIMEOUT, first));
      }
    }
    Duration promised = Belief.NOW.plus(promise(world, alive)).plus(POLL).plus(SLACK);
    Duration settled = promised.plus(TIMEOUT.multipliedBy(2));
    Duration end = settled.plus(TIMEOUT);
    boolean inTime = false;
    GroupLease stable = group.lease();
    group.settle();
    while (group.now().compareTo(end) < 0) {
      step(group, clients);
      inTime |= group.now().compareTo(promised) <= 0 && somebodyActs(group, clients);
      if (group.now().compareTo(settled) <= 0) {
        stable = group.lease();
      }
    }
    String from =
        "with " + clients.stream().map(FairClient::id).toList() + " alive, from " + view.lease();
    if (!inTime) {
      return Optional.of("nobody acts in time " + from);
    }
    boolean lasts =
        somebodyActs(group, clients)
            && group.lease().phase() instanceof Phase.Held
            && group.lease().term() == stable.term();
    return lasts ? Optional.empty() : Optional.of("nothing lasts " + from);
  }

  private static GroupLease lease(World world, GroupView view) {
    return world.is(Shared.EXISTS)
        ? view.lease()
        : Recovery.created(
            new Known("lost", world.get(Shared.TERM), null, Belief.LONG), world.get(Shared.SPEC));
  }

  /** For how long the present grant, or the present choice, may keep everybody else waiting. */
  private static Duration promise(World world, int alive) {
    if (world.is(Shared.EXISTS) && world.get(Shared.PHASE) == Shared.VACANT) {
      return Duration.ZERO;
    }
    if (world.get(Shared.PHASE) == Shared.PENDING) {
      for (int s = 0; s < World.SESSIONS; s++) {
        if (world.get(s, Each.NEXT) == 1 && (alive & 1 << s) != 0) {
          return Duration.ZERO;
        }
      }
    }
    return WAIT;
  }

  private static boolean somebodyActs(FairGroup group, List<FairClient> clients) {
    return clients.stream().anyMatch(client -> client.acts(group.now()));
  }

  /** The next heartbeat or deadline. */
  private static void step(FairGroup group, List<FairClient> clients) {
    FairClient next = clients.getFirst();
    for (FairClient client : clients) {
      if (client.nextBeat().compareTo(next.nextBeat()) < 0) {
        next = client;
      }
    }
    Duration beat = next.nextBeat();
    Optional<Duration> deadline = group.deadline().filter(moment -> moment.compareTo(beat) < 0);
    if (deadline.isPresent()) {
      group.advance(deadline.get());
      group.settle();
      return;
    }
    group.advance(beat);
    FairClient client = next;
    int number = (int) beat.toSeconds();
    SessionRef session =
        group.session(client.id()).orElseGet(() -> group.register(client.id(), number));
    Answer answer = group.heartbeat(client, session, number / 10 % World.REPLICAS);
    if (client.apply(answer, group.now())) {
      Answer confirmed = group.heartbeat(client, session, number / 10 % World.REPLICAS);
      client.apply(confirmed, group.now());
    }
  }
}
