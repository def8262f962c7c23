package dev.understudy.election;

import dev.understudy.election.Decision.Answer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows 1, 2, 3, 12 and 17: who comes next in a group where no grant stands, and the grant itself.
 *
 * @param view the group, tidied
 */
record Succession(GroupView view, Moment now) {

  /**
   * Elects: the session that an override pins, or nobody; else the preferred one; else the best.
   * Who has a request open here is granted in the same write.
   *
   * @param ended the Lease, of which only what is beside the phase is looked at
   * @param preferred who was to come next already, if somebody was
   */
  Step elect(Row row, GroupLease ended, Cause cause, @Nullable Candidate preferred) {
    GroupView vacant = view.with(ended.withPhase(new Phase.Vacant()));
    Candidates running = new Candidates(vacant, now);
    if (vacant.settings().deleting()) {
      return Step.to(Row.GROUP_DELETED, vacant.lease(), Cause.GROUP_DELETED);
    }
    Optional<String> forced = running.forcedPrimary();
    if (forced.isPresent()) {
      return grantOrPend(
          running.isForcedPrimary(preferred) ? row : Row.PINNED,
          vacant.lease(),
          running.pinned(forced.get()),
          Cause.FORCED_PRIMARY);
    }
    Optional<Candidate> next =
        running
            .find(preferred)
            .filter(running::isEligible)
            .or(() -> running.bestExcept(null))
            .map(SessionView::ref)
            .map(Candidate::of);
    return next.isPresent()
        ? grantOrPend(row, vacant.lease(), next.get(), cause)
        : Step.to(vacant.settings().manual() ? Row.MANUAL : row, vacant.lease(), cause);
  }

  /** Grants if the candidate has a request open here, else says that it is elected. */
  Step grantOrPend(Row row, GroupLease vacant, Candidate next, Cause cause) {
    return new Candidates(view, now)
        .find(next)
        .filter(session -> session.open() != null)
        .map(session -> grant(row, vacant, session, cause))
        .orElseGet(() -> Step.to(row, vacant.withPhase(new Phase.Pending(next, cause)), cause));
  }

  private Step grant(Row row, GroupLease vacant, SessionView session, Cause cause) {
    SessionView.OpenRequest open = session.open();
    Signs signs = session.lease().signsIn(vacant).of(open == null ? null : open.instance());
    Grant grant =
        new Grant(session.ref(), false, session.timing(view.settings().timing()), 1, signs);
    long term = vacant.term() + 1;
    GroupLease granted =
        vacant.withTerm(term).withPhase(new Phase.Held(grant)).withDataTime(signs.dataTime());
    return new Step(row, granted, cause, Answer.primary(session.ref(), term, grant));
  }
}
