package dev.understudy.election;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happens to a {@link Given} group. */
final class When {
  private final GroupView view;
  private final Moment now;

  When(GroupView view, Moment now) {
    this.view = view;
    this.now = now;
  }

  /** The same group so much later. */
  When after(double seconds) {
    Duration later = Given.seconds(seconds);
    return new When(view, new Moment(now.monotonic().plus(later), now.wall().plus(later)));
  }

  Then observed() {
    return decide(new Event.Observed());
  }

  /** One with the score that the session has already. */
  Then heartbeat(String id) {
    double score = view.session(Given.ref(id)).map(view::signs).orElse(Signs.NONE).score();
    return heartbeat(BeatOf.session(id).score(score));
  }

  Then heartbeat(BeatOf beat) {
    return decide(new Event.Heartbeat(beat.beat(), now.monotonic(), beat.last()));
  }

  Then deletedByItself(String id) {
    return decide(new Event.Deleted(Given.ref(id), true));
  }

  Then deletedByAnother(String id) {
    return decide(new Event.Deleted(Given.ref(id), false));
  }

  Then answerLost(String id, long term) {
    return decide(new Event.AnswerLost(Given.ref(id), term));
  }

  private Then decide(Event event) {
    return new Then(view, Election.decide(view, event, now), now);
  }

  /** A heartbeat in the making: of a client that speaks no extension, unless said otherwise. */
  record BeatOf(Beat beat, @Nullable LastAnswer last) {

    static BeatOf session(String id) {
      return new BeatOf(new Beat(Given.ref(id), 1, 50, null, null, null, null, null, false), null);
    }

    BeatOf score(double score) {
      return with(
          new Beat(
              beat.session(),
              1,
              score,
              beat.dataTime(),
              beat.role(),
              beat.term(),
              beat.instance(),
              beat.peer(),
              beat.outdated()));
    }

    BeatOf dataTime(Instant time) {
      return with(
          new Beat(
              beat.session(),
              1,
              beat.score(),
              time,
              beat.role(),
              beat.term(),
              beat.instance(),
              beat.peer(),
              beat.outdated()));
    }

    /** It says which role and term it has. */
    BeatOf says(Role role, @Nullable Long term) {
      return with(
          new Beat(
              beat.session(),
              1,
              beat.score(),
              beat.dataTime(),
              role,
              term,
              beat.instance(),
              beat.peer(),
              beat.outdated()));
    }

    /** It says which process it comes from. */
    BeatOf from(String instance) {
      return with(
          new Beat(
              beat.session(),
              1,
              beat.score(),
              beat.dataTime(),
              beat.role(),
              beat.term(),
              instance,
              beat.peer(),
              beat.outdated()));
    }

    /** It comes from that address. */
    BeatOf at(String peer) {
      return with(
          new Beat(
              beat.session(),
              1,
              beat.score(),
              beat.dataTime(),
              beat.role(),
              beat.term(),
              beat.instance(),
              peer,
              beat.outdated()));
    }

    BeatOf overtaken() {
      return with(
          new Beat(
              beat.session(),
              1,
              beat.score(),
              beat.dataTime(),
              beat.role(),
              beat.term(),
              beat.instance(),
              beat.peer(),
              true));
    }

    BeatOf after(Role answered, long answeredTerm) {
      return new BeatOf(beat, new LastAnswer(answered, answeredTerm));
    }

    private BeatOf with(Beat next) {
      return new BeatOf(next, last);
    }
  }
}
