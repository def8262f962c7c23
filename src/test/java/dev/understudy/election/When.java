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
  record BeatOf(
      SessionRef session,
      double score,
      @Nullable Instant dataTime,
      @Nullable Role role,
      @Nullable Long term,
      @Nullable String instance,
      boolean outdated,
      @Nullable LastAnswer last) {

    static BeatOf session(String id) {
      return new BeatOf(Given.ref(id), 50, null, null, null, null, false, null);
    }

    BeatOf score(double newScore) {
      return new BeatOf(session, newScore, dataTime, role, term, instance, outdated, last);
    }

    BeatOf dataTime(Instant time) {
      return new BeatOf(session, score, time, role, term, instance, outdated, last);
    }

    /** It says which role and term it has. */
    BeatOf says(Role newRole, @Nullable Long newTerm) {
      return new BeatOf(session, score, dataTime, newRole, newTerm, instance, outdated, last);
    }

    BeatOf from(String newInstance) {
      return new BeatOf(session, score, dataTime, role, term, newInstance, outdated, last);
    }

    BeatOf overtaken() {
      return new BeatOf(session, score, dataTime, role, term, instance, true, last);
    }

    BeatOf after(Role answered, long answeredTerm) {
      return new BeatOf(
          session,
          score,
          dataTime,
          role,
          term,
          instance,
          outdated,
          new LastAnswer(answered, answeredTerm));
    }

    Beat beat() {
      return new Beat(session, 1, score, dataTime, role, term, instance, null, outdated);
    }
  }
}
