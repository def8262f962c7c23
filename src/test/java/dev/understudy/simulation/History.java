package dev.understudy.simulation;

import dev.understudy.election.Grant;
import dev.understudy.election.Role;
import dev.understudy.group.GroupKey;
import dev.understudy.group.Reply;
import dev.understudy.lease.StoredGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened in a simulation, as everybody who took part noted it, in true time. */
public final class History {
  private final World world;
  private final List<Acting> acting = new ArrayList<>();
  private final List<Answered> answers = new ArrayList<>();
  private final List<Success> successes = new ArrayList<>();
  private final List<Deletion> deletions = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();

  /** A history in which nothing has happened. */
  public History(World world) {
    this.world = world;
  }

  /**
   * One stretch of time in which a client may have acted as the primary of its group.
   *
   * @param keepsRule whether the client keeps the rule for clients
   * @param actor the process
   * @param until when it stopped, or will stop by itself at the latest
   */
  public record Acting(
      GroupKey group, boolean keepsRule, String actor, long term, Duration from, Duration until) {}

  /** An answer to a heartbeat that was handed to the socket. */
  public record Answered(
      Duration at, String replica, GroupKey group, String session, Role role, long term) {}

  /** A write of a group Lease that this replica knows to have succeeded. */
  record Success(String replica, String group, @Nullable String holder, long term, long version) {}

  /** A session's deletion that was answered with success. */
  record Deletion(String session, Duration at) {}

  /** Begins a stretch and gives its number, for {@link #ends}. */
  int begins(
      GroupKey group, boolean keepsRule, String actor, long term, Duration from, Duration until) {
    acting.add(new Acting(group, keepsRule, actor, term, from, until));
    return acting.size() - 1;
  }

  /** Makes a stretch end at another time. */
  void ends(int stretch, Duration until) {
    Acting before = acting.get(stretch);
    Duration end = until.compareTo(before.from()) < 0 ? before.from() : until;
    acting.set(
        stretch,
        new Acting(
            before.group(), before.keepsRule(), before.actor(), before.term(), before.from(), end));
  }

  void deleted(String session, Duration at) {
    deletions.add(new Deletion(session, at));
  }

  void succeeded(String replica, StoredGroup group) {
    Grant grant = group.lease().phase().current().orElse(null);
    successes.add(
        new Success(
            replica,
            group.groupUid(),
            grant == null || grant.holder() == null ? null : grant.holder().id(),
            group.lease().term(),
            group.version()));
  }

  /** Takes note of an answer; every Primary takes up one success of the same replica (I2). */
  void answered(String replica, GroupKey group, String session, Reply.Answer answer) {
    world.say(() -> "%s tells %s: %s %d".formatted(replica, session, answer.role(), answer.term()));
    answers.add(new Answered(world.now(), replica, group, session, answer.role(), answer.term()));
    if (answer.role() == Role.PRIMARY) {
      for (int i = successes.size() - 1; i >= 0; i--) {
        Success success = successes.get(i);
        if (success.replica().equals(replica)
            && success.term() == answer.term()
            && session.equals(success.holder())) {
          successes.remove(i);
          return;
        }
      }
      violations.add(
          "I2: Primary(%d) for %s by %s at %s without a successful write of its own"
              .formatted(answer.term(), session, replica, world.now()));
    }
  }

  /** All stretches in which somebody may have acted. */
  public List<Acting> acting() {
    return List.copyOf(acting);
  }

  /** All answers to heartbeats, in order. */
  public List<Answered> answers() {
    return List.copyOf(answers);
  }

  List<Deletion> deletions() {
    return deletions;
  }

  /** What was seen to be wrong at the time. */
  List<String> violations() {
    return violations;
  }
}
