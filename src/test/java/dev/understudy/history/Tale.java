package dev.understudy.history;

import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.LastHolder;
import dev.understudy.election.Pace;
import dev.understudy.election.Phase;
import dev.understudy.election.Role;
import dev.understudy.election.RoleOverride;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import dev.understudy.election.Settings;
import dev.understudy.election.Signs;
import dev.understudy.election.Timing;
import dev.understudy.group.GroupKey;
import dev.understudy.group.GroupResource;
import dev.understudy.history.GroupWrite.Shown;
import dev.understudy.lease.LeaseAddress;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredLease;
import dev.understudy.lease.StoredSession;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A history that a test makes up, second by second: one group with a timeout of ten seconds, so
 * that a grant ends after 10.51 s, and a stabilization period of five.
 */
final class Tale {
  static final GroupKey GROUP = new GroupKey("plant", "pumps");
  static final Timing TIMING = new Timing(Duration.ofSeconds(10), Duration.ofMillis(500));
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final List<Acting> acting = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private final List<LeaseWrite> leases = new ArrayList<>();
  private final List<GroupWrite> groups = new ArrayList<>();
  private final List<Deletion> deletions = new ArrayList<>();
  private final List<Ended> ended = new ArrayList<>();
  private final List<Listing> listings = new ArrayList<>();
  private final List<Expectation> expectations = new ArrayList<>();
  private final Map<String, StoredLease> present = new HashMap<>();
  private Settings settings = settings(List.of());
  private GroupLease lease = GroupLease.FIRST;
  private long version = 100;
  private double now;

  private static Settings settings(List<RoleOverride> overrides) {
    return new Settings(
        TIMING, 5, Duration.ofSeconds(5), false, Settings.Holding.DEFAULT, overrides, 1, false);
  }

  /** A group that exists, and has its Lease. */
  static Tale begun() {
    Tale tale = new Tale();
    tale.says(settings -> settings);
    return tale.writes(lease -> lease.actedOn(1));
  }

  /** Moves on. */
  Tale at(double second) {
    now = second;
    return this;
  }

  private Duration moment() {
    return Duration.ofNanos((long) (now * 1e9));
  }

  // What people say

  Tale says(UnaryOperator<Settings> change) {
    Settings next = change.apply(settings);
    settings =
        new Settings(
            next.timing(),
            next.margin(),
            next.stabilization(),
            next.manual(),
            next.hold(),
            next.overrides(),
            settings.generation() + (groups.isEmpty() ? 0 : 1),
            next.deleting());
    return shows(Shown.NOTHING);
  }

  Tale overrides(RoleOverride... overrides) {
    return says(before -> settings(List.of(overrides)));
  }

  Tale deletesGroup() {
    return says(
        before ->
            new Settings(
                before.timing(),
                before.margin(),
                before.stabilization(),
                before.manual(),
                before.hold(),
                before.overrides(),
                before.generation(),
                true));
  }

  Tale shows(@Nullable String primary, @Nullable String pending, long term) {
    return shows(new Shown(primary, pending, term, null));
  }

  Tale shows(Shown shown) {
    groups.add(new GroupWrite(moment(), resource(), shown, false));
    return this;
  }

  Tale goes() {
    groups.add(new GroupWrite(moment(), resource(), Shown.NOTHING, true));
    return this;
  }

  private GroupResource resource() {
    return new GroupResource(
        GROUP, "group-1", "pumps", ++version, settings, "lease-pumps", 0, null);
  }

  Tale accepted() {
    ended.add(new Ended(GROUP, moment()));
    return this;
  }

  // What replicas write

  /** Writes the group Lease. */
  Tale writes(UnaryOperator<GroupLease> change) {
    lease = change.apply(lease);
    return put("fg.pumps", new StoredGroup(raw("fg.pumps"), "group-1", "pumps", lease, null));
  }

  /** Grants a term to a session. */
  Tale grants(String session, long term) {
    return writes(before -> in(before, term, new Phase.Held(grant(session, 1))));
  }

  /** Grants and says so, at once. */
  Tale grantsAndTells(String session, long term) {
    return grants(session, term).tells(session, Role.PRIMARY, term);
  }

  Tale renews() {
    return writes(
        before -> {
          Grant grant = before.phase().current().orElseThrow();
          return in(
              before,
              before.term(),
              new Phase.Held(
                  grant(Objects.requireNonNull(grant.holder()).id(), grant.renewals() + 1)));
        });
  }

  /** The grant ends, by a heartbeat of the holder or without one. */
  Tale ends(boolean heard) {
    return writes(
        before -> {
          Grant grant = before.phase().current().orElseThrow();
          Signs signs = grant.signs();
          return with(
              before,
              before.term(),
              new Phase.Vacant(),
              new LastHolder(
                  Objects.requireNonNull(grant.holder()),
                  before.term(),
                  heard ? signs(signs.beats() + 1, signs.score()) : signs));
        });
  }

  static Grant grant(String session, long renewals) {
    return new Grant(ref(session), false, TIMING, renewals, signs(renewals, 50));
  }

  static SessionRef ref(String session) {
    return new SessionRef(session, "uid-fs." + session);
  }

  static Signs signs(long beats, double score) {
    return new Signs(beats, 1, (int) beats, score, null, null, true, null, null, null);
  }

  static GroupLease in(GroupLease lease, long term, Phase phase) {
    return with(lease, term, phase, lease.previous());
  }

  private static GroupLease with(
      GroupLease lease, long term, Phase phase, @Nullable LastHolder previous) {
    return new GroupLease(
        term, phase, lease.generation(), lease.dataTime(), previous, Map.of(), Set.of(), 0, null);
  }

  static GroupLease actedOn(GroupLease lease, long generation) {
    return lease.actedOn(generation);
  }

  static GroupLease dataTime(GroupLease lease, @Nullable Instant time) {
    return new GroupLease(
        lease.term(),
        lease.phase(),
        lease.generation(),
        time,
        lease.previous(),
        Map.of(),
        Set.of(),
        0,
        null);
  }

  /** Writes a session's Lease. */
  Tale heard(String session, long beats, double score) {
    return heard(session, signs(beats, score));
  }

  Tale heard(String session, Signs signs) {
    String name = "fs." + session;
    SessionLease said =
        new SessionLease(
            ref(session), "", START, "owner", Duration.ofSeconds(10), signs, Pace.UNKNOWN);
    return put(name, new StoredSession(raw(name), "group-1", said));
  }

  /** The Lease of a session, or of the group, is deleted. */
  Tale removes(String name) {
    StoredLease last = Objects.requireNonNull(present.remove(name), name);
    leases.add(
        new LeaseWrite(
            ++version, LeaseWrite.Kind.DELETED, last, last, "r0", moment(), moment(), null));
    return this;
  }

  private Tale put(String name, StoredLease after) {
    StoredLease before = present.put(name, after);
    leases.add(
        new LeaseWrite(
            version,
            before == null ? LeaseWrite.Kind.CREATED : LeaseWrite.Kind.UPDATED,
            after,
            before,
            "r0",
            moment(),
            moment(),
            START.plus(moment())));
    return this;
  }

  private Lease raw(String name) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(GROUP.namespace())
        .withName(name)
        .withUid("uid-" + name)
        .withResourceVersion(Long.toString(++version))
        .addToLabels(LeaseAddress.GROUP, GROUP.name())
        .endMetadata()
        .build();
  }

  static Instant wall(double second) {
    return START.plusMillis((long) (second * 1000));
  }

  // What clients and others write down

  Tale acts(String process, long term, double from, double until) {
    acting.add(
        new Acting(
            GROUP,
            process,
            process + "#1",
            true,
            term,
            Duration.ofMillis((long) (from * 1000)),
            Duration.ofMillis((long) (until * 1000))));
    return this;
  }

  Tale tells(String session, Role role, long term) {
    answers.add(
        new Answer(GROUP, session, role, term, moment().minusMillis(2), moment().plusMillis(2)));
    return this;
  }

  Tale asksToDelete(String session, String subject, @Nullable Double answered) {
    deletions.add(
        new Deletion(
            GROUP,
            session,
            subject,
            moment(),
            answered == null ? null : Duration.ofMillis((long) (answered * 1000))));
    return this;
  }

  Tale lists() {
    listings.add(new Listing("r0", moment()));
    return this;
  }

  Tale expects(Expectation expectation) {
    expectations.add(expectation);
    return this;
  }

  /** Which invariants are broken. */
  Set<String> broken() {
    History history =
        new History(
            acting,
            answers,
            leases,
            groups,
            deletions,
            ended,
            listings,
            expectations,
            Duration.ZERO);
    return Judge.violations(history).stream().map(Violation::invariant).collect(Collectors.toSet());
  }
}
