package dev.understudy.demo;

import dev.understudy.demo.Journal.Entry;
import dev.understudy.demo.Journal.Event;
import dev.understudy.demo.Screen.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * What happens in the demo, step by step. Each step says what it shows, waits for what should
 * happen, measures it by the clients' own journal, and fails with a sentence if it does not.
 */
final class Story {

  private static final String A = "collector-a";
  private static final String B = "collector-b";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration HELD = Duration.ofMillis(300);

  /** So much more than the rule says may pass on a busy machine. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  private final Stage stage;
  private final Screen screen;
  private final Duration begin;
  private final Duration failoverTimeout;
  private final List<Outage> outages = new ArrayList<>();
  private final List<Duration> steps = new ArrayList<>();
  private PollingClient a;
  private PollingClient b;

  /**
   * @param failoverTimeout the group's timeout, as its manifest was changed to
   */
  Story(Stage stage, Screen screen, Duration failoverTimeout) {
    this.stage = stage;
    this.screen = screen;
    this.begin = stage.now();
    this.failoverTimeout = failoverTimeout;
    this.a = stage.client(A, 0);
    this.b = stage.client(B, 1);
  }

  /** When the first step began, and all times begin to count. */
  Duration begin() {
    return begin;
  }

  /** When each step began. */
  List<Duration> steps() {
    return steps;
  }

  List<Outage> outages() {
    return outages;
  }

  /** Two clients join: the first that asks is in charge at once. */
  void join() throws Disappointment, InterruptedException {
    begin(
        "Two collectors join",
        """
        Both behave as stock AVEVA adapters do. They ask for a group with a timeout of 15 s, find
        that %s exists, and adopt its timeout. One talks to replica 1, the other to replica 2.\
        """
            .formatted(Stage.GROUP));
    a.start();
    Entry first = await("%s should have become primary".formatted(A), answer(A, Role.PRIMARY));
    told(
        A,
        "registered, adopted F = %s: a heartbeat every %s"
            .formatted(Words.of(a.failoverTimeout()), Words.of(a.failoverTimeout().dividedBy(2))),
        await("%s should have registered".formatted(A), is(A, Event.REGISTERED)));
    told(A, "Primary, term " + first.term(), first);
    b.start();
    Entry second = await("%s should have become secondary".formatted(B), answer(B, Role.SECONDARY));
    told(B, "Secondary", second);
    awaitHold(B, second.at());
    expectPrimary(A);
    expect(
        a.failoverTimeout().equals(failoverTimeout),
        "%s should have adopted the group's timeout".formatted(A));
    screen.good("%s is in charge, %s stands by".formatted(A, B));
  }

  /** Somebody asks for the other client: the old primary stops before the new one begins. */
  void switchOver() throws Disappointment, InterruptedException {
    begin(
        "Switchover on request",
        """
        A role override asks for %s. The primary is told first, at its next heartbeat; %s waits
        in an open request until the primary has stopped.\
        """
            .formatted(B, B));
    awaitHold(B, begin);
    Duration asked = stage.now();
    stage.facade(0).override(Stage.GROUP, B, 1);
    told("", "POST .../%s/roleoverride {\"Value\":1} at replica 1".formatted(B), asked);
    Entry stopped =
        await("%s should have been told Secondary".formatted(A), answer(A, Role.SECONDARY), asked);
    told(A, "Secondary: stops at once", stopped);
    Entry promoted =
        await("%s should have become primary".formatted(B), answer(B, Role.PRIMARY), asked);
    told(B, "Primary, term " + promoted.term(), promoted);
    expect(
        promoted.at().compareTo(stopped.at()) > 0,
        "%s should have been told after %s had stopped".formatted(B, A));
    Outage outage =
        new Outage(
            "switchover",
            stopped.at(),
            promoted.at(),
            "from the old primary's Secondary; 250 ms guard an old primary that stops slowly");
    measured(outage, Duration.ofMillis(250).plus(SLACK));
    stage.facade(1).override(Stage.GROUP, B, 0);
    expectPrimary(B);
  }

  /** The primary vanishes: its time must run out before another is in charge. */
  void crash() throws Disappointment, InterruptedException {
    Duration wait = wait(failoverTimeout);
    begin(
        "Crash of the primary",
        """
        %s vanishes without a word. Nobody can know whether it still acts, so its time must run
        out first: W = F + 0.1 %% for clocks that drift + a grace for a lost heartbeat = %s.\
        """
            .formatted(B, Words.of(wait)));
    Entry told =
        await("%s should have been told Secondary".formatted(A), answer(A, Role.SECONDARY));
    awaitHold(A, told.at());
    Duration before = stage.now();
    Entry last =
        await("%s should have sent heartbeats".formatted(B), answer(B, Role.PRIMARY), before);
    told(B, "Primary: its last answer", last);
    b.crash();
    told(
        B, "vanishes", await("%s should have vanished".formatted(B), is(B, Event.CRASHED), before));
    Entry promoted =
        await("%s should have taken over".formatted(A), answer(A, Role.PRIMARY), before);
    told(A, "Primary, term " + promoted.term(), promoted);
    Duration sent = Objects.requireNonNull(last.sent());
    Duration late = promoted.at().minus(sent.plus(wait));
    expect(
        promoted.at().compareTo(sent.plus(failoverTimeout)) > 0,
        "%s should not have taken over before the time of %s ran out".formatted(A, B));
    Outage outage =
        new Outage(
            "crash",
            last.at(),
            promoted.at(),
            "from the old primary's last answer; the new one was told %s after W had passed"
                .formatted(Words.of(late)));
    measured(outage, wait.plus(SLACK));
    expectPrimary(A);
  }

  /** The one that crashed starts again and stands by. */
  void comeBack() throws Disappointment, InterruptedException {
    begin(
        "The crashed collector comes back",
        "%s registers again and stands by: whoever is in charge stays so without a reason."
            .formatted(B));
    Duration before = stage.now();
    b = stage.client(B, 1);
    b.start();
    Entry second =
        await("%s should have become secondary".formatted(B), answer(B, Role.SECONDARY), before);
    told(B, "Secondary", second);
    awaitHold(B, second.at());
    expectPrimary(A);
    screen.good("%s is still in charge".formatted(A));
  }

  /** The primary says goodbye: the other is in charge at once. */
  void stopGracefully() throws Disappointment, InterruptedException {
    begin(
        "Graceful stop of the primary",
        """
        %s stops collecting and deletes its session. %s is told through the request that it has
        open, and not at its next heartbeat.\
        """
            .formatted(A, B));
    awaitHold(B, begin);
    Duration before = stage.now();
    a.stop();
    Entry stopping = await("%s should have stopped".formatted(A), is(A, Event.STOPPING), before);
    told(A, "stops, then DELETE .../clientsessions/" + A, stopping);
    Entry deleted =
        await(
            "the DELETE of %s should have been answered".formatted(A),
            is(A, Event.STOPPED),
            before);
    expect(
        deleted.detail().equals("204"),
        "the DELETE of %s should have been answered 204, not %s".formatted(A, deleted.detail()));
    told(A, "204: its session is deleted", deleted);
    Entry promoted =
        await("%s should have taken over".formatted(B), answer(B, Role.PRIMARY), before);
    told(B, "Primary, term " + promoted.term(), promoted);
    measured(
        new Outage(
            "graceful stop",
            stopping.at(),
            promoted.at(),
            "from the old primary's stop; its DELETE and the new one's open request pass it on"),
        failoverTimeout.dividedBy(2).plus(SLACK));
    expectPrimary(B);
  }

  /** What the resource tells of all this. */
  void look() throws Disappointment, InterruptedException {
    begin("The same group as kubectl shows it", "kubectl get failovergroups");
    Duration deadline = stage.now().plus(PATIENCE);
    KubectlView view = stage.groups();
    while (!view.cell(Stage.GROUP, "PRIMARY").equals(Optional.of(B))) {
      expect(
          stage.now().compareTo(deadline) < 0,
          "The status of %s should have named %s as primary within %s"
              .formatted(Stage.GROUP, B, Words.of(PATIENCE)));
      LockSupport.parkNanos(HELD.toNanos());
      view = stage.groups();
    }
    view.lines().forEach(line -> screen.line("   " + line));
  }

  /** How long a primary is waited for: W of the group's timeout, with the default grace. */
  static Duration wait(Duration failoverTimeout) {
    Duration grace = failoverTimeout.dividedBy(20);
    Duration least = Duration.ofMillis(500);
    return failoverTimeout
        .plus(failoverTimeout.dividedBy(1000))
        .plus(grace.compareTo(least) > 0 ? grace : least);
  }

  private void begin(String title, String explanation) {
    steps.add(stage.now());
    screen.title(steps.size(), title);
    screen.explain(explanation);
  }

  private static Predicate<Entry> answer(String client, Role role) {
    return entry -> entry.isAnswer(client, role);
  }

  private static Predicate<Entry> is(String client, Event event) {
    return entry -> entry.is(client, event);
  }

  private Entry await(String expected, Predicate<Entry> wanted)
      throws Disappointment, InterruptedException {
    return await(expected, wanted, begin);
  }

  private Entry await(String expected, Predicate<Entry> wanted, Duration since)
      throws Disappointment, InterruptedException {
    return stage
        .journal()
        .await(since, wanted, PATIENCE)
        .orElseThrow(
            () -> new Disappointment("%s within %s.".formatted(expected, Words.of(PATIENCE))));
  }

  /** Waits until a client's third heartbeat since it joined or was told to stop is held open. */
  private void awaitHold(String client, Duration since)
      throws Disappointment, InterruptedException {
    Duration deadline = stage.now().plus(PATIENCE);
    while (true) {
      Entry sent =
          await("%s should have sent heartbeats".formatted(client), is(client, Event.SENT), since);
      Duration held = sent.at().plus(HELD);
      boolean answered =
          stage
              .journal()
              .await(
                  sent.at(),
                  entry -> client.equals(entry.client()) && sent.at().equals(entry.sent()),
                  held.minus(stage.now()))
              .isPresent();
      if (!answered) {
        return;
      }
      if (stage.now().compareTo(deadline) > 0) {
        throw new Disappointment(
            "A heartbeat of %s should have been held open within %s."
                .formatted(client, Words.of(PATIENCE)));
      }
      since = sent.at().plusNanos(1);
    }
  }

  private void expect(boolean condition, String expected) throws Disappointment {
    if (!condition) {
      throw new Disappointment(expected + ".");
    }
  }

  private void expectPrimary(String client) throws Disappointment {
    for (int replica = 0; replica < 2; replica++) {
      String primary = stage.facade(replica).primary(Stage.GROUP);
      expect(
          primary.equals(client),
          "Replica %d should have named %s as primary, not '%s'"
              .formatted(replica + 1, client, primary));
    }
  }

  private void measured(Outage outage, Duration most) throws Disappointment {
    outages.add(outage);
    screen.good("nobody in charge for %s".formatted(Words.of(outage.length())));
    expect(
        outage.length().compareTo(most) <= 0,
        "The outage should have been at most %s, not %s"
            .formatted(Words.of(most), Words.of(outage.length())));
  }

  private void told(String client, String what, Entry entry) {
    told(client, what, entry.at());
  }

  private void told(String client, String what, Duration at) {
    screen.line(
        "   %s  %-11s  %s"
            .formatted(screen.styled(Style.DIM, Words.moment(at.minus(begin))), client, what));
  }
}
