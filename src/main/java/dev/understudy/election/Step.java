package dev.understudy.election;

import dev.understudy.election.Decision.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a group along the election table.
 *
 * @param row the row that it follows
 * @param lease what the group Lease says after it
 * @param cause why it is taken
 * @param granted the Primary answer that it gives, if it grants
 */
record Step(Row row, GroupLease lease, Cause cause, @Nullable Answer granted) {

  static Step stay(Row row, GroupLease lease) {
    return new Step(row, lease, Cause.ELECTED, null);
  }

  static Step to(Row row, GroupLease lease, Cause cause) {
    return new Step(row, lease, cause, null);
  }

  boolean grants(SessionRef session) {
    return granted != null && granted.session().equals(session);
  }

  List<Answer> answers() {
    return granted == null ? List.of() : List.of(granted);
  }

  Decision.WriteGroup write(Challenges challenges) {
    return new Decision.WriteGroup(row, lease, cause, answers(), challenges);
  }
}
