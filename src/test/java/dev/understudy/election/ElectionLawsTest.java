package dev.understudy.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Decision.Stay;
import dev.understudy.election.Decision.WriteGroup;
import dev.understudy.election.Decision.WriteSession;
import dev.understudy.election.SessionView.Liveness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every group and every event. */
class ElectionLawsTest {

  /** A group, something that happens to it, and what is decided. */
  record Happening(GroupView view, Event event, Decision decision) {
    Optional<WriteGroup> written() {
      return decision instanceof WriteGroup write ? Optional.of(write) : Optional.empty();
    }

    Optional<Grant> granted() {
      return written()
          .filter(write -> write.next().term() > view.lease().term())
          .flatMap(write -> write.next().phase().current());
    }

    /** What the session is with this event: a heartbeat is a sign of life. */
    SessionView session(SessionRef ref) {
      return view.session(ref).orElseThrow();
    }

    boolean isSentBy(SessionRef ref) {
      return event instanceof Event.Heartbeat(Beat beat, var _, var _)
          && beat.session().equals(ref);
    }
  }

  @Provide
  Arbitrary<GroupView> groups() {
    return Groups.any();
  }

  @Provide
  Arbitrary<Happening> happenings() {
    return Groups.any()
        .flatMap(
            view ->
                Groups.events(view)
                    .map(
                        event ->
                            new Happening(
                                view, event, Election.decide(view, event, Groups.now()))));
  }

  // The order of candidates

  @Property
  void the_order_of_candidates_is_total(@ForAll("groups") GroupView view) {
    var order = new Candidates(view, Groups.now()).order();
    for (SessionView a : view.all()) {
      for (SessionView b : view.all()) {
        assertThat(Integer.signum(order.compare(a, b)))
            .isEqualTo(-Integer.signum(order.compare(b, a)));
        assertThat(order.compare(a, b) == 0).isEqualTo(a.equals(b));
        for (SessionView c : view.all()) {
          if (order.compare(a, b) < 0 && order.compare(b, c) < 0) {
            assertThat(order.compare(a, c)).isNegative();
          }
        }
      }
    }
  }

  @Property
  void the_order_of_candidates_does_not_depend_on_the_order_of_sessions(
      @ForAll("groups") GroupView view, @ForAll Random random) {
    GroupView shuffled = Groups.shuffled(view, random);

    assertThat(new Candidates(shuffled, Groups.now()).ranked())
        .isEqualTo(new Candidates(view, Groups.now()).ranked());
  }

  @Property
  void a_sort_is_the_same_from_every_beginning(
      @ForAll("groups") GroupView view, @ForAll Random random) {
    Candidates candidates = new Candidates(view, Groups.now());
    List<SessionView> sessions = new ArrayList<>(candidates.ranked());
    Collections.shuffle(sessions, random);
    sessions.sort(candidates.order());

    assertThat(sessions).isEqualTo(candidates.ranked());
  }

  // Decisions

  @Property
  void deciding_twice_decides_the_same(@ForAll("happenings") Happening happening) {
    assertThat(Election.decide(happening.view(), happening.event(), Groups.now()))
        .isEqualTo(happening.decision());
  }

  @Property
  void no_decision_depends_on_the_order_of_sessions_or_overrides(
      @ForAll("happenings") Happening happening, @ForAll Random random) {
    GroupView shuffled = Groups.shuffled(happening.view(), random);

    assertThat(Election.decide(shuffled, happening.event(), Groups.now()))
        .isEqualTo(happening.decision());
  }

  @Property
  void a_write_changes_the_lease(@ForAll("happenings") Happening happening) {
    happening
        .written()
        .ifPresent(write -> assertThat(write.next()).isNotEqualTo(happening.view().lease()));
  }

  @Property
  void a_session_write_counts_one_more_heartbeat(@ForAll("happenings") Happening happening) {
    if (happening.decision() instanceof WriteSession(var _, SessionLease next, var _)) {
      GroupView view = happening.view();
      assertThat(next.signs().beats())
          .isEqualTo(view.signs(happening.session(next.ref())).beats() + 1);
    }
  }

  @Property
  void terms_never_decrease_and_each_grant_raises_them_by_one(
      @ForAll("happenings") Happening happening) {
    happening
        .written()
        .ifPresent(
            write -> {
              long before = happening.view().lease().term();
              assertThat(write.next().term()).isBetween(before, before + 1);
              boolean another =
                  !write.next().phase().current().map(Grant::holder).equals(holderBefore(happening))
                      && write.next().phase().current().isPresent();
              if (another) {
                assertThat(write.next().term()).isEqualTo(before + 1);
              }
            });
  }

  private static Optional<SessionRef> holderBefore(Happening happening) {
    return happening.view().lease().phase().current().map(Grant::holder);
  }

  @Property
  void a_grant_is_answered_primary_in_its_own_write_and_nothing_else_is(
      @ForAll("happenings") Happening happening) {
    List<Decision.Answer> primaries =
        happening.written().stream()
            .flatMap(write -> write.answers().stream())
            .filter(answer -> answer.role() == Role.PRIMARY)
            .toList();
    assertThat(primaries).hasSizeLessThanOrEqualTo(1);
    for (Decision.Answer answer : primaries) {
      GroupLease next = happening.written().orElseThrow().next();
      assertThat(next.phase()).isInstanceOf(Phase.Held.class);
      assertThat(next.phase().current().orElseThrow().isHeldBy(answer.session())).isTrue();
      assertThat(answer.term()).isEqualTo(next.term());
      boolean waits =
          happening.isSentBy(answer.session())
              || happening.session(answer.session()).open() != null;
      assertThat(waits).isTrue();
    }
    assertThat(happening.granted().isPresent() && primaries.isEmpty()).isFalse();
  }

  @Property
  void nobody_is_granted_who_is_forced_secondary_or_while_another_is_forced_primary(
      @ForAll("happenings") Happening happening) {
    happening
        .granted()
        .ifPresent(
            grant -> {
              GroupView after = happening.view().with(happening.written().orElseThrow().next());
              Candidates candidates = new Candidates(after, Groups.now());
              SessionView holder = happening.session(grant.holder());
              assertThat(candidates.isForcedSecondary(holder)).isFalse();
              assertThat(candidates.forcedPrimary().orElse(holder.ref().id()))
                  .isEqualTo(holder.ref().id());
            });
  }

  @Property
  void nobody_is_chosen_who_is_stale_or_unknown_unless_pinned(
      @ForAll("happenings") Happening happening) {
    happening
        .written()
        .flatMap(write -> write.next().phase().next())
        .filter(next -> !next.pinned())
        .filter(next -> !happening.view().lease().phase().next().equals(Optional.of(next)))
        .flatMap(next -> happening.view().all().stream().filter(s -> next.is(s.ref())).findFirst())
        .filter(session -> !happening.isSentBy(session.ref()))
        .filter(session -> !wasPinned(happening, session))
        .ifPresent(
            session ->
                assertThat(session.liveness(happening.view().settings().timing(), Groups.now()))
                    .isEqualTo(Liveness.LIVE));
  }

  /** A pinned session that is freed keeps its place, also while nobody can tell of it. */
  private static boolean wasPinned(Happening happening, SessionView session) {
    return happening
        .view()
        .lease()
        .phase()
        .next()
        .filter(next -> next.is(session.ref()))
        .isPresent();
  }

  @Property
  void no_grant_is_ended_by_time_before_the_wait_is_over(
      @ForAll("happenings") Happening happening) {
    Optional<Grant> before = happening.view().lease().phase().current();
    boolean ended =
        happening.event() instanceof Event.Observed
            && before.isPresent()
            && happening
                .written()
                .filter(
                    write ->
                        write.next().phase().current().isEmpty()
                            || write.next().term() > happening.view().lease().term())
                .isPresent();
    if (ended && happening.view().told() == null) {
      Duration end = happening.view().renewalSeen().plus(before.orElseThrow().expiry());
      assertThat(Groups.now().monotonic()).isGreaterThanOrEqualTo(end);
    }
  }

  @Property
  void the_data_time_of_a_group_never_goes_back(@ForAll("happenings") Happening happening) {
    happening
        .written()
        .ifPresent(
            write ->
                assertThat(
                        Signs.later(write.next().dataTime(), happening.view().lease().dataTime()))
                    .isEqualTo(write.next().dataTime()));
  }

  @Property
  void who_is_next_is_never_the_holder(@ForAll("happenings") Happening happening) {
    happening
        .written()
        .filter(write -> !write.next().phase().equals(happening.view().lease().phase()))
        .filter(write -> happening.view().lease().phase().next().isEmpty())
        .flatMap(write -> write.next().phase().next())
        .ifPresent(
            next ->
                assertThat(
                        happening
                            .written()
                            .flatMap(write -> write.next().phase().current())
                            .filter(grant -> grant.holder() != null && next.is(grant.holder())))
                    .isEmpty());
  }

  // Time

  @Property(tries = 2000)
  void nothing_is_decided_before_the_deadline_if_nothing_else_happens(
      @ForAll("groups") GroupView view) {
    Moment now = Groups.now();
    if (Election.decide(view, new Event.Observed(), now)
        instanceof Stay(var _, Optional<Duration> deadline, Challenges challenges)) {
      deadline.ifPresent(moment -> assertThat(moment).isGreaterThan(now.monotonic()));
      GroupView next = withChallenges(view, challenges);
      Duration end = deadline.orElse(now.monotonic().plusSeconds(100));
      for (Duration at = now.monotonic(); at.compareTo(end) < 0; at = at.plusMillis(250)) {
        assertThat(Election.decide(next, new Event.Observed(), at(at, now)))
            .as("at %s, with deadline %s", at, deadline)
            .isInstanceOf(Stay.class);
      }
      Duration last = end.minusNanos(1);
      if (last.compareTo(now.monotonic()) > 0) {
        assertThat(Election.decide(next, new Event.Observed(), at(last, now)))
            .isInstanceOf(Stay.class);
      }
    }
  }

  @Property(tries = 2000)
  void at_the_deadline_something_changes(@ForAll("groups") GroupView view) {
    Moment now = Groups.now();
    if (Election.decide(view, new Event.Observed(), now)
            instanceof Stay(var _, Optional<Duration> deadline, Challenges challenges)
        && deadline.isPresent()) {
      Decision then =
          Election.decide(
              withChallenges(view, challenges), new Event.Observed(), at(deadline.get(), now));
      boolean overdue =
          view.lease()
              .phase()
              .current()
              .map(grant -> view.renewalSeen().plus(grant.timing().overdue()))
              .equals(deadline);
      assertThat(then instanceof WriteGroup || overdue || isCourtesy(view, deadline.get(), then))
          .as("%s", then)
          .isTrue();
    }
  }

  /** A grant has ended, and one who may be held elsewhere is given a moment, and not a second. */
  private static boolean isCourtesy(GroupView view, Duration at, Decision then) {
    boolean ends =
        view.lease()
            .phase()
            .current()
            .filter(grant -> view.renewalSeen().plus(grant.expiry()).equals(at))
            .isPresent();
    return ends
        && then instanceof Stay(var _, Optional<Duration> deadline, var _)
        && deadline.filter(next -> next.compareTo(at.plus(Deadlines.COURTESY)) <= 0).isPresent();
  }

  @Property(tries = 2000)
  void nobody_waits_for_more_than_a_moment_after_a_grant_has_ended(
      @ForAll("groups") GroupView view) {
    view.lease()
        .phase()
        .current()
        .map(grant -> view.renewalSeen().plus(grant.expiry()).plus(Deadlines.COURTESY))
        .ifPresent(
            end -> {
              Duration from = Groups.now().monotonic();
              Duration at = end.compareTo(from) > 0 ? end : from;
              assertThat(Election.decide(view, new Event.Observed(), at(at, Groups.now())))
                  .isInstanceOf(WriteGroup.class);
            });
  }

  private static Moment at(Duration monotonic, Moment now) {
    return new Moment(monotonic, now.wall().plus(monotonic.minus(now.monotonic())));
  }

  private static GroupView withChallenges(GroupView view, Challenges challenges) {
    return new GroupView(
        view.settings(),
        view.lease(),
        view.renewalSeen(),
        view.phaseSeen(),
        view.told(),
        view.sessions(),
        challenges);
  }
}
