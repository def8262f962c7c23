package dev.understudy.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Cause;
import dev.understudy.election.GroupLease;
import dev.understudy.election.SessionLease;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the election says, a Lease keeps; whatever a Lease says, reading it does not fail. */
class CodecPropertyTest {
  private static final KubernetesSerialization WIRE = new KubernetesSerialization();

  @Provide
  Arbitrary<GroupLease> groupLeases() {
    return Records.groupLeases();
  }

  @Provide
  Arbitrary<SessionLease> sessionLeases() {
    return Records.sessionLeases();
  }

  @Provide
  Arbitrary<Instant> now() {
    return Records.now();
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void a_created_group_lease_says_what_the_election_said(
      @ForAll("groupLeases") GroupLease lease, @ForAll("now") Instant now) {
    StoredLease read = created(lease, now);

    assertThat(read).isInstanceOf(StoredGroup.class);
    assertThat(((StoredGroup) read).lease()).isEqualTo(lease);
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void an_updated_group_lease_says_nothing_of_the_one_before(
      @ForAll("groupLeases") GroupLease before,
      @ForAll("groupLeases") GroupLease next,
      @ForAll Cause cause,
      @ForAll("now") Instant now) {
    StoredGroup base = (StoredGroup) created(before, now);

    StoredLease read = overTheWire(GroupLeaseCodec.updated(base, next, cause, now));

    assertThat(((StoredGroup) read).lease()).isEqualTo(next);
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void a_group_lease_that_was_taken_over_says_what_the_election_said(
      @ForAll("groupLeases") GroupLease before,
      @ForAll("groupLeases") GroupLease next,
      @ForAll("now") Instant now) {
    StoredGroup base = (StoredGroup) created(before, now);
    LeaseAddress heir =
        new LeaseAddress("plant", "fg.line-7", "v", "k", "line-7", "uid-of-the-heir", "Line 7");

    StoredGroup read = (StoredGroup) overTheWire(GroupLeaseCodec.inherited(base, heir, next, now));

    assertThat(read.lease()).isEqualTo(next);
    assertThat(read.groupUid()).isEqualTo("uid-of-the-heir");
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void a_session_lease_says_what_the_election_said(
      @ForAll("sessionLeases") SessionLease before, @ForAll("sessionLeases") SessionLease next) {
    SessionLease same =
        new SessionLease(
            before.ref(),
            next.name(),
            next.registered(),
            next.subject(),
            next.timeout(),
            next.signs(),
            next.pace());
    StoredSession base =
        (StoredSession)
            overTheWire(
                Samples.stored(
                    SessionLeaseCodec.created(Samples.address("plant", "fs.x"), before),
                    before.ref().uid(),
                    1));

    StoredLease read = overTheWire(SessionLeaseCodec.updated(base, same));

    assertThat(base.lease()).isEqualTo(before);
    assertThat(((StoredSession) read).lease()).isEqualTo(same);
  }

  @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
  void nothing_that_stands_in_an_annotation_makes_reading_fail(
      @ForAll("vandalized") Lease vandalized) {
    StoredLease read = StoredLease.of(vandalized);

    if (read instanceof UnreadableLease(Lease raw, String problem)) {
      assertThat(raw).isEqualTo(vandalized);
      assertThat(problem)
          .startsWith("Lease plant/f")
          .containsAnyOf("which is", "has no annotation", "its format is");
    }
  }

  @Provide
  Arbitrary<Lease> vandalized() {
    Lease group =
        Samples.stored(
            GroupLeaseCodec.created(
                Samples.address("plant", "fg.line-7"), Samples.full(), Samples.NOW),
            "u",
            1);
    Lease session =
        Samples.stored(
            SessionLeaseCodec.created(
                Samples.address("plant", "fs.x"), Samples.session(Samples.OTHER, 9)),
            "u",
            1);
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Records.texts(),
            Arbitraries.of("-1", "99999999999999999999", "2147483648", "PT0S", "-PT1S", "%", "NaN"),
            Arbitraries.of("2", "held", "pending", "vacant", "a=", "=1", "a@", ",", "1=2=3"));
    return Arbitraries.of(List.of(group, session))
        .flatMap(
            lease ->
                Arbitraries.of(keys(lease))
                    .flatMap(
                        key ->
                            values
                                .injectNull(0.1)
                                .map(value -> Samples.annotated(lease, key, value))));
  }

  private static List<String> keys(Lease lease) {
    return lease.getMetadata().getAnnotations().keySet().stream()
        .map(key -> key.substring(Notes.PREFIX.length()))
        .sorted()
        .toList();
  }

  private static StoredLease created(GroupLease lease, Instant now) {
    return overTheWire(
        Samples.stored(
            GroupLeaseCodec.created(Samples.address("plant", "fg.line-7"), lease, now), "u", 1));
  }

  private static StoredLease overTheWire(Lease lease) {
    Lease copy = WIRE.unmarshal(WIRE.asJson(lease), Lease.class);
    Map<String, String> annotations = copy.getMetadata().getAnnotations();
    assertThat(annotations).isEqualTo(lease.getMetadata().getAnnotations());
    return StoredLease.of(copy);
  }
}
