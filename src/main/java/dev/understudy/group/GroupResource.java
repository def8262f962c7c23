package dev.understudy.group;

import dev.understudy.election.Settings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A FailoverGroup resource, as far as the election goes.
 *
 * @param key which one
 * @param uid its UID
 * @param id the id by which clients know the group
 * @param version its resourceVersion, as a number
 * @param settings what its specification says
 * @param leaseUid the UID of its group Lease, as its status records it; absent for a group that
 *     never had one
 * @param term the term in its status; 0 where there is none
 * @param dataTime the last data time in its status, which may lag; absent where there is none
 */
public record GroupResource(
    GroupKey key,
    String uid,
    String id,
    long version,
    Settings settings,
    @Nullable String leaseUid,
    long term,
    @Nullable Instant dataTime) {
  /** The same, but what was recorded once stays so: this state may be from before. */
  GroupResource after(GroupResource known) {
    String recorded = leaseUid == null ? known.leaseUid : leaseUid;
    long newTerm = Math.max(term, known.term);
    return new GroupResource(key, uid, id, version, settings, recorded, newTerm, dataTime);
  }

  GroupResource recording(String newLeaseUid, long newTerm) {
    return new GroupResource(
        key, uid, id, version, settings, newLeaseUid, Math.max(term, newTerm), dataTime);
  }
}
