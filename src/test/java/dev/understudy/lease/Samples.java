package dev.understudy.lease;

import dev.understudy.election.Candidate;
import dev.understudy.election.Cause;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupLease.ExpiredOverride;
import dev.understudy.election.LastHolder;
import dev.understudy.election.Pace;
import dev.understudy.election.Phase;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import dev.understudy.election.Signs;
import dev.understudy.election.Timing;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One example of everything, and how to make the next version of it. */
final class Samples {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456789Z");
  static final SessionRef HOLDER = new SessionRef("A", "uid-a");
  static final SessionRef OTHER = new SessionRef("B", "uid-b");
  static final Timing TIMING = new Timing(Duration.ofSeconds(10), Duration.ofMillis(500));

  private Samples() {}

  static LeaseAddress address(String namespace, String leaseName) {
    return new LeaseAddress(
        namespace,
        leaseName,
        "understudy.dev/v1alpha1",
        "FailoverGroup",
        "line-7",
        "uid-of-line-7",
        "Line 7");
  }

  /** One whose owner no API server knows, so that no garbage collector takes the Lease away. */
  static LeaseAddress keptAddress(String namespace, String leaseName) {
    return new LeaseAddress(
        namespace,
        leaseName,
        "samples.understudy.dev/v1",
        "Sample",
        "line-7",
        "uid-of-line-7",
        "Line 7");
  }

  static Signs signs(long beats) {
    return new Signs(beats, 1, 3, 97.5, NOW, NOW, true, "instance-1", "peer-1", null);
  }

  static GroupLease held(long term, long renewals) {
    return held(HOLDER, term, renewals);
  }

  static GroupLease held(SessionRef holder, long term, long renewals) {
    return lease(term, new Phase.Held(new Grant(holder, false, TIMING, renewals, signs(renewals))));
  }

  static GroupLease lease(long term, Phase phase) {
    return new GroupLease(term, phase, 3, NOW, null, Map.of(), Set.of(), 0, null);
  }

  /** A Lease in which nothing is absent. */
  static GroupLease full() {
    return new GroupLease(
        12,
        new Phase.Releasing(
            new Grant(HOLDER, true, TIMING, 7, signs(40)),
            new Candidate(OTHER.id(), OTHER.uid(), true),
            Cause.FORCED_PRIMARY),
        5,
        NOW,
        new LastHolder(OTHER, 11, signs(30)),
        Map.of("uid-c", 4L),
        Set.of(new ExpiredOverride("B", NOW)),
        2,
        "uid-of-a-lost-lease");
  }

  static SessionLease session(SessionRef ref, long beats) {
    return new SessionLease(
        ref,
        "Machine Service",
        NOW,
        "system:serviceaccount:plant:adapter",
        Duration.ofSeconds(10),
        signs(beats),
        new Pace(List.of(Duration.ZERO, Duration.ofMillis(4_998)), 2, 11L));
  }

  /** The object as the API server would give it back. */
  static Lease stored(Lease written, String uid, long version) {
    return new LeaseBuilder(written)
        .editMetadata()
        .withUid(uid)
        .withResourceVersion(Long.toString(version))
        .endMetadata()
        .build();
  }

  static StoredGroup group(GroupLease lease, String uid, long version) {
    return GroupLeaseCodec.read(
        stored(GroupLeaseCodec.created(address("plant", "fg.line-7"), lease, NOW), uid, version));
  }

  static StoredGroup group(GroupLease lease, long version) {
    return group(lease, "uid-of-the-lease", version);
  }

  static StoredSession storedSession(SessionLease session, long version) {
    return SessionLeaseCodec.read(
        stored(
            SessionLeaseCodec.created(address("plant", "fs.x"), session),
            session.ref().uid(),
            version));
  }

  /** The Lease with one annotation changed, or removed. */
  static Lease annotated(Lease lease, String key, @Nullable String value) {
    Lease copy = new LeaseBuilder(lease).build();
    if (value == null) {
      copy.getMetadata().getAnnotations().remove(Notes.PREFIX + key);
    } else {
      copy.getMetadata().getAnnotations().put(Notes.PREFIX + key, value);
    }
    return copy;
  }
}
