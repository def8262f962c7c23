package dev.understudy.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Decision.AnswerOnly;
import dev.understudy.election.Decision.Stay;
import dev.understudy.election.Decision.WriteGroup;
import dev.understudy.election.Decision.WriteSession;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was decided about a {@link Given} group. */
final class Then {
  private final GroupView before;
  private final Decision decision;
  private final Moment now;

  Then(GroupView before, Decision decision, Moment now) {
    this.before = before;
    this.decision = decision;
    this.now = now;
  }

  Then by(Row row) {
    assertThat(decision.row()).as("%s", decision).isEqualTo(row);
    return this;
  }

  Then because(Cause cause) {
    assertThat(write().cause()).isEqualTo(cause);
    return this;
  }

  // Nothing is written

  Then stays() {
    assertThat(decision).isInstanceOf(Stay.class);
    return this;
  }

  /** To be decided again in so many seconds. */
  Then againIn(double seconds) {
    assertThat(((Stay) decision).deadline()).contains(now.monotonic().plus(Given.seconds(seconds)));
    return this;
  }

  Then withoutDeadline() {
    assertThat(((Stay) decision).deadline()).isEmpty();
    return this;
  }

  Then onlyAnswers(String id, Role role, long term) {
    assertThat(decision).isInstanceOf(AnswerOnly.class);
    Decision.Answer answer = ((AnswerOnly) decision).answer();
    assertThat(answer).isEqualTo(new Decision.Answer(Given.ref(id), role, term, answer.validFor()));
    return this;
  }

  // A session is written

  Then writesSession(String id) {
    assertThat(decision).isInstanceOf(WriteSession.class);
    assertThat(((WriteSession) decision).next().ref()).isEqualTo(Given.ref(id));
    return this;
  }

  SessionLease session() {
    return ((WriteSession) decision).next();
  }

  // The group is written

  WriteGroup write() {
    assertThat(decision).isInstanceOf(WriteGroup.class);
    return (WriteGroup) decision;
  }

  GroupLease lease() {
    return write().next();
  }

  Grant grant() {
    return lease().phase().current().orElseThrow();
  }

  Then vacant() {
    assertThat(lease().phase()).isEqualTo(new Phase.Vacant());
    return sameTerm();
  }

  Then pending(String id) {
    assertThat(lease().phase())
        .isEqualTo(new Phase.Pending(Candidate.of(Given.ref(id)), write().cause()));
    return sameTerm();
  }

  Then pinned(String id, @Nullable String uid) {
    assertThat(lease().phase())
        .isEqualTo(new Phase.Pending(Candidate.pinned(id, uid), write().cause()));
    return sameTerm();
  }

  /** A new grant, in the next term, told in the same write. */
  Then grants(String id) {
    long term = before.lease().term() + 1;
    assertThat(lease().term()).isEqualTo(term);
    assertThat(lease().phase()).isInstanceOf(Phase.Held.class);
    assertThat(grant().isHeldBy(Given.ref(id))).as("%s", grant()).isTrue();
    assertThat(grant().renewals()).isEqualTo(1);
    return answers(id, Role.PRIMARY, term);
  }

  /** The holder keeps its grant. */
  Then heldBy(String id) {
    assertThat(lease().phase()).isInstanceOf(Phase.Held.class);
    assertThat(grant().isHeldBy(Given.ref(id))).as("%s", grant()).isTrue();
    return sameTerm();
  }

  Then handover(String from, @Nullable String to) {
    assertThat(lease().phase()).isInstanceOf(Phase.Handover.class);
    return between(from, to);
  }

  Then releasing(String from, @Nullable String to) {
    assertThat(lease().phase()).isInstanceOf(Phase.Releasing.class);
    return between(from, to);
  }

  private Then between(String from, @Nullable String to) {
    assertThat(grant().holder()).isEqualTo(Given.ref(from));
    assertThat(lease().phase().next().map(Candidate::id).orElse(null)).isEqualTo(to);
    return sameTerm().unrenewed();
  }

  private Then sameTerm() {
    assertThat(lease().term()).isEqualTo(before.lease().term());
    return this;
  }

  Then renewed() {
    assertThat(grant().renewals()).isEqualTo(renewalsBefore() + 1);
    return this;
  }

  Then unrenewed() {
    assertThat(grant().renewals()).isEqualTo(renewalsBefore());
    return this;
  }

  private long renewalsBefore() {
    return before.lease().phase().current().orElseThrow().renewals();
  }

  Then answers(String id, Role role, long term) {
    List<Decision.Answer> answers = write().answers();
    assertThat(answers)
        .anySatisfy(
            answer -> {
              assertThat(answer.session()).isEqualTo(Given.ref(id));
              assertThat(answer.role()).isEqualTo(role);
              assertThat(answer.term()).isEqualTo(term);
              assertThat(answer.validFor().isPresent()).isEqualTo(role == Role.PRIMARY);
            });
    return this;
  }

  Then answersNobody() {
    assertThat(write().answers()).isEmpty();
    return this;
  }

  Then answersNobodyElse() {
    assertThat(write().answers()).hasSize(1);
    return this;
  }

  Then validFor(Duration expected) {
    assertThat(write().answers().getFirst().validFor()).contains(expected);
    return this;
  }

  Then and(Consumer<GroupLease> check) {
    check.accept(lease());
    return this;
  }

  Decision decision() {
    return decision;
  }
}
