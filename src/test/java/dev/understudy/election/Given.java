package dev.understudy.election;

import dev.understudy.election.Challenges.Challenge;
import dev.understudy.election.GroupLease.ExpiredOverride;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group to decide on, told in words: {@code Given.group().heldBy("a").session("b",
 * score(80)).when().observed()}.
 *
 * <p>Unless said otherwise its timeout is 60 s and its grace 3 s, so that a grant ends 63.06 s
 * after its last renewal; the last renewal was seen ten seconds ago, the term is 7, and the
 * sessions a, b and so on are the ones that were named.
 */
final class Given {
  static final Instant WALL = Instant.parse("2026-03-01T12:00:00Z");
  static final Duration NOW = Duration.ofHours(100);

  private final Map<String, Member> members = new LinkedHashMap<>();
  private final List<RoleOverride> overrides = new ArrayList<>();
  private final Map<String, Long> passedOver = new HashMap<>();
  private final Set<ExpiredOverride> expired = new HashSet<>();
  private final Map<String, Challenge> challenges = new HashMap<>();
  private Timing timing = new Timing(seconds(60), seconds(3));
  private @Nullable Timing granted;
  private double margin;
  private Duration stabilization = seconds(30);
  private boolean manual;
  private boolean deleting;
  private Settings.Holding holding = Settings.Holding.DEFAULT;
  private long generation = 1;
  private long leaseGeneration = 1;
  private long term = 7;
  private Shape shape = Shape.VACANT;
  private @Nullable String holder;
  private @Nullable Candidate next;
  private Cause cause = Cause.ELECTED;
  private boolean gone;
  private long renewals = 4;
  private @Nullable LastHolder previous;
  private @Nullable Instant dataTime;
  private Duration renewedAgo = seconds(10);
  private Duration phaseAgo = seconds(10);
  private @Nullable Duration toldAgo;

  private enum Shape {
    VACANT,
    PENDING,
    HELD,
    HANDOVER,
    RELEASING
  }

  private Given() {}

  static Given group() {
    return new Given();
  }

  static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1_000_000_000));
  }

  static SessionRef ref(String id) {
    return new SessionRef(id, id + "-1");
  }

  // The sessions

  Given session(String id, Member.Trait... traits) {
    members.put(id, new Member(id, timing.timeout(), traits));
    return this;
  }

  // Where the group stands

  Given vacant() {
    shape = Shape.VACANT;
    return this;
  }

  Given pending(String id) {
    return pending(Candidate.of(ref(id)));
  }

  Given pinned(String id) {
    return pending(
        Candidate.pinned(id, members.containsKey(id) ? members.get(id).ref().uid() : null));
  }

  private Given pending(Candidate candidate) {
    shape = Shape.PENDING;
    next = candidate;
    return this;
  }

  Given heldBy(String id) {
    shape = Shape.HELD;
    holder = id;
    return this;
  }

  /** Nobody knows who is in charge: the group Lease was lost. */
  Given heldByNobodyKnown() {
    shape = Shape.HELD;
    holder = null;
    gone = true;
    return this;
  }

  Given handover(String from, @Nullable String to, Cause why) {
    shape = Shape.HANDOVER;
    holder = from;
    next = target(to, why);
    cause = why;
    return this;
  }

  Given releasing(String from, @Nullable String to, Cause why) {
    handover(from, to, why);
    shape = Shape.RELEASING;
    return this;
  }

  private static @Nullable Candidate target(@Nullable String to, Cause why) {
    if (to == null) {
      return null;
    }
    return why == Cause.FORCED_PRIMARY
        ? Candidate.pinned(to, ref(to).uid())
        : Candidate.of(ref(to));
  }

  Given holderGone() {
    gone = true;
    return this;
  }

  Given term(long term) {
    this.term = term;
    return this;
  }

  Given renewals(long renewals) {
    this.renewals = renewals;
    return this;
  }

  /** Who was in charge before, in the term before this one. */
  Given previous(String id) {
    previous = new LastHolder(ref(id), term - 1, Signs.NONE);
    return this;
  }

  Given grantedUnder(double timeoutSeconds, double graceSeconds) {
    granted = new Timing(seconds(timeoutSeconds), seconds(graceSeconds));
    return this;
  }

  Given dataTime(Instant time) {
    dataTime = time;
    return this;
  }

  Given passedOver(String id, long beats) {
    passedOver.put(ref(id).uid(), beats);
    return this;
  }

  // What this replica observed

  Given renewed(double secondsAgo) {
    renewedAgo = seconds(secondsAgo);
    return this;
  }

  Given phaseSeen(double secondsAgo) {
    phaseAgo = seconds(secondsAgo);
    return this;
  }

  Given told(double secondsAgo) {
    toldAgo = seconds(secondsAgo);
    return this;
  }

  /** The session has been better than the holder for so long, and both were heard since. */
  Given challenged(String id, double secondsAgo) {
    challenges.put(ref(id).uid(), new Challenge(term, NOW.minus(seconds(secondsAgo)), 9, 9));
    return this;
  }

  Given challenged(String id, Challenge challenge) {
    challenges.put(ref(id).uid(), challenge);
    return this;
  }

  // What users said

  Given timeout(double timeoutSeconds, double graceSeconds) {
    timing = new Timing(seconds(timeoutSeconds), seconds(graceSeconds));
    return this;
  }

  Given margin(double margin) {
    this.margin = margin;
    return this;
  }

  Given stabilization(double seconds) {
    stabilization = seconds(seconds);
    return this;
  }

  Given forced(String id, Role role) {
    overrides.add(new RoleOverride(id, role, null));
    return this;
  }

  Given forced(String id, Role role, Instant until) {
    overrides.add(new RoleOverride(id, role, until));
    return this;
  }

  Given expired(String id, Instant until) {
    expired.add(new ExpiredOverride(id, until));
    return this;
  }

  Given generation(long spec, long lease) {
    generation = spec;
    leaseGeneration = lease;
    return this;
  }

  Given manual() {
    manual = true;
    return this;
  }

  Given deleting() {
    deleting = true;
    return this;
  }

  Given holding(double longestSeconds, double guardSeconds) {
    holding = new Settings.Holding(seconds(longestSeconds), seconds(guardSeconds));
    return this;
  }

  // What is made of it

  When when() {
    return new When(view(), new Moment(NOW, WALL));
  }

  GroupView view() {
    Map<String, SessionView> sessions = new LinkedHashMap<>();
    for (Member member : members.values()) {
      sessions.put(member.ref().uid(), member.view(NOW));
    }
    GroupLease lease =
        new GroupLease(
            term, phase(), leaseGeneration, dataTime, previous, passedOver, expired, 0, null);
    Settings settings =
        new Settings(
            timing, margin, stabilization, manual, holding, overrides, generation, deleting);
    return new GroupView(
        settings,
        lease,
        NOW.minus(renewedAgo),
        NOW.minus(phaseAgo),
        toldAgo == null ? null : NOW.minus(toldAgo),
        sessions,
        new Challenges(challenges));
  }

  private Phase phase() {
    return switch (shape) {
      case VACANT -> new Phase.Vacant();
      case PENDING -> new Phase.Pending(next, cause);
      case HELD -> new Phase.Held(grant());
      case HANDOVER -> new Phase.Handover(grant(), next, cause);
      case RELEASING -> new Phase.Releasing(grant(), next, cause);
    };
  }

  private Grant grant() {
    Timing timingOfGrant = granted == null ? timing : granted;
    if (holder == null) {
      return Grant.unknown(timingOfGrant);
    }
    // A holder whose session is gone has left its signs in the group Lease only.
    Signs signs =
        members.containsKey(holder)
            ? members.get(holder).signs()
            : new Member(holder, timing.timeout()).signs();
    return new Grant(ref(holder), gone, timingOfGrant, renewals, signs);
  }
}
