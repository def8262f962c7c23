package dev.understudy.lease;

import dev.understudy.election.Cause;
import dev.understudy.election.GroupLease;
import dev.understudy.election.SessionLease;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Instant;

/**
 * How Leases are written down in a simulation: as the program does it, or short. Both say the same;
 * a simulation goes the same way in either.
 */
public interface LeaseForm {
  /** The program's own form: what is sent is what a real API server would be sent. */
  LeaseForm CODED = new CodedLeases();

  /** What a Lease says is handed on as it is: the program's form takes time, and is proven. */
  LeaseForm SHORT = new ShortLeases();

  /** A group Lease to create. */
  Lease created(LeaseAddress at, GroupLease lease, Instant now);

  /** A session Lease to create. */
  Lease created(LeaseAddress at, SessionLease lease);

  /** What to write over a group Lease. */
  Lease updated(StoredGroup base, GroupLease next, Cause cause, Instant now);

  /** What to write over a session Lease. */
  Lease updated(StoredSession base, SessionLease next);

  /** What to write over the Lease that a group left behind. */
  Lease inherited(StoredGroup base, LeaseAddress heir, GroupLease next, Instant now);

  /** What an API server makes of a Lease that it is sent. */
  StoredLease stored(Lease sent, String uid, long version);

  /** Reads what {@link #stored} has made. */
  StoredLease read(Lease stored);

  /** Whether two Leases say the same, but for their versions. */
  boolean isSame(Lease sent, Lease stored);
}
