package dev.understudy.election;

import dev.understudy.election.GroupLease.ExpiredOverride;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What every write of the group Lease sets right besides its own purpose: the generation acted on,
 * the overrides that have ended, and the sessions passed over that were heard again.
 *
 * @param lease the Lease set right
 * @param overrideEnds whether an override ends by this replica's clock that the Lease does not name
 *     as ended yet; it ends for all replicas once it does
 */
record Upkeep(GroupLease lease, boolean overrideEnds) {

  static Upkeep of(GroupView view, Moment now) {
    GroupLease lease = view.lease();
    Set<ExpiredOverride> expired = new HashSet<>();
    boolean ends = false;
    for (RoleOverride override : view.settings().overrides()) {
      if (override.expiration() == null) {
        continue;
      }
      ExpiredOverride key = new ExpiredOverride(override.sessionId(), override.expiration());
      if (lease.expired().contains(key)) {
        expired.add(key);
      } else if (!now.wall().isBefore(override.expiration())) {
        expired.add(key);
        ends = true;
      }
    }
    return new Upkeep(
        lease
            .withGeneration(view.settings().generation())
            .withExpired(expired)
            .withPassedOver(silentStill(view)),
        ends);
  }

  private static Map<String, Long> silentStill(GroupView view) {
    Map<String, Long> silent = new HashMap<>();
    view.lease()
        .passedOver()
        .forEach(
            (uid, beats) -> {
              SessionView session = view.sessions().get(uid);
              if (session != null && view.signs(session).beats() <= beats) {
                silent.put(uid, beats);
              }
            });
    return silent;
  }
}
