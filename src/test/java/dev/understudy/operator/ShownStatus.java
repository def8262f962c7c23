package dev.understudy.operator;

import dev.understudy.api.FailoverGroupSpec;
import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.group.GroupResource;
import dev.understudy.group.GroupStatusFacts;
import dev.understudy.resource.GroupRecord;
import java.time.Instant;
import java.util.List;

/** What the operator shows of a group, for a simulation of it. */
public final class ShownStatus {
  private static final FailoverGroupSpec SPEC =
      new FailoverGroupSpec(null, null, null, null, null, null, List.of());

  private ShownStatus() {}

  /** The status that follows from what was observed, given the one that stands. */
  public static FailoverGroupStatus next(
      GroupResource group, FailoverGroupStatus stands, GroupStatusFacts facts, Instant now) {
    GroupRecord record =
        new GroupRecord(
            group.key().namespace(),
            group.key().name(),
            group.uid(),
            Long.toString(group.version()),
            group.settings().generation(),
            Instant.EPOCH,
            group.settings().deleting(),
            List.of(GroupRecord.FINALIZER),
            "",
            group.id(),
            SPEC,
            stands,
            List.of());
    Observation observed =
        group.settings().deleting()
            ? new Observation.Ending("the grant to end")
            : new Observation.Seen(facts);
    return GroupStatuses.next(record, observed, now);
  }
}
