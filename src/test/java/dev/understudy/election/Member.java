package dev.understudy.election;

import dev.understudy.election.SessionView.OpenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One session of a {@link Given} group: heard five seconds ago, with ten heartbeats and a score of
 * 50, unless said otherwise. The UID of session b is b-1.
 */
final class Member {
  private final String id;
  private int incarnation = 1;
  private double score = 50;
  private long beats = 10;
  private int fresh = 10;
  private boolean registeredSince;
  private boolean extended;
  private @Nullable String instance;
  private @Nullable String peer;
  private @Nullable Sharing sharing;
  private Instant registered = Given.WALL.minusSeconds(3600);
  private Duration timeout;
  private Pace pace = Pace.UNKNOWN;
  private @Nullable Duration heardAgo = Duration.ofSeconds(5);
  private Duration watchedFor = Duration.ofHours(1);
  private @Nullable Duration openFor;
  private @Nullable Instant dataTime;

  /** What is special about a session. */
  interface Trait extends Consumer<Member> {}

  Member(String id, Duration timeout, Trait... traits) {
    this.id = id;
    this.timeout = timeout;
    for (Trait trait : traits) {
      trait.accept(this);
    }
  }

  static Trait score(double score) {
    return member -> member.score = score;
  }

  /** Heard so many seconds ago. */
  static Trait heard(double secondsAgo) {
    return member -> member.heardAgo = Given.seconds(secondsAgo);
  }

  /** Watched for the whole wait without a sign. */
  static Trait stale() {
    return heard(600);
  }

  /** This replica has watched it for a second only, and has seen no sign of it. */
  static Trait unknown() {
    return member -> {
      member.heardAgo = null;
      member.watchedFor = Duration.ofSeconds(1);
    };
  }

  /** Its request has been open at this replica for so many seconds. */
  static Trait open(double seconds) {
    return member -> {
      member.heardAgo = Given.seconds(seconds);
      member.openFor = Given.seconds(seconds);
    };
  }

  /** It has sent so many heartbeats in all. */
  static Trait beats(long beats) {
    return member -> member.beats = beats;
  }

  /** It has sent so many heartbeats since it registered last. */
  static Trait fresh(int fresh) {
    return member -> member.fresh = fresh;
  }

  /** It speaks the extension, so it is released by its own word only. */
  static Trait extended() {
    return member -> member.extended = true;
  }

  /** The process that sent its last heartbeat. */
  static Trait instance(String instance) {
    return member -> {
      member.extended = true;
      member.instance = instance;
    };
  }

  /** The address that its last heartbeat came from. */
  static Trait peer(String peer) {
    return member -> member.peer = peer;
  }

  static Trait sharing(Sharing sharing) {
    return member -> member.sharing = sharing;
  }

  /** The session that its client registered after so many others with the same id. */
  static Trait incarnation(int number) {
    return member -> member.incarnation = number;
  }

  static Trait registered(Instant at) {
    return member -> member.registered = at;
  }

  /** It registered under a timeout of so many seconds. */
  static Trait registeredUnder(double timeoutSeconds) {
    return member -> member.timeout = Given.seconds(timeoutSeconds);
  }

  /** It has registered anew since the group Lease heard of it. */
  static Trait registeredSince() {
    return member -> member.registeredSince = true;
  }

  static Trait pace(Pace pace) {
    return member -> member.pace = pace;
  }

  static Trait dataTime(Instant dataTime) {
    return member -> member.dataTime = dataTime;
  }

  SessionRef ref() {
    return new SessionRef(id, id + "-" + incarnation);
  }

  Signs signs() {
    return new Signs(
        beats,
        1,
        fresh,
        score,
        dataTime,
        Given.WALL.minusSeconds(5),
        extended,
        instance,
        peer,
        sharing);
  }

  SessionView view(Duration now) {
    SessionLease lease =
        new SessionLease(
            ref(),
            "client " + id,
            registered,
            "",
            timeout,
            registeredSince ? signs().registeredAnew() : signs(),
            pace);
    return new SessionView(
        lease,
        heardAgo == null ? null : now.minus(heardAgo),
        now.minus(watchedFor),
        openFor == null ? null : new OpenRequest(now.minus(openFor), null));
  }
}
