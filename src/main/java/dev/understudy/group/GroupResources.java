package dev.understudy.group;

import dev.understudy.election.Settings;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Reads and writes FailoverGroups for the coordinator. Stages complete on any thread; a failure
 * means that nobody knows.
 */
public interface GroupResources {

  /**
   * Reads a group as it is now, not from a cache; empty when there is none.
   *
   * @param known stands in for a specification that cannot be honoured
   */
  CompletionStage<Optional<GroupResource>> read(GroupKey key, Settings known);

  /** Whether a group with the given UID exists in the namespace now. */
  CompletionStage<Boolean> exists(String namespace, String uid);

  /**
   * Writes into the group's status which group Lease it has and from which term that goes on; fails
   * if the resource is not the one with this UID any more.
   */
  CompletionStage<Void> recordLease(GroupResource group, String leaseUid, long term);
}
