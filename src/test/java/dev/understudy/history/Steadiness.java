package dev.understudy.history;

import dev.understudy.election.Cause;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.Phase;
import dev.understudy.election.SessionLease;
import dev.understudy.election.Settings;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredSession;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * I7: a handover for a better score begins only if the score was higher by more than the margin for
 * the whole stabilization period, in each version that the deciding replica saw, over at least two
 * heartbeats of the challenger and one of the holder.
 */
final class Steadiness {
  private final History history;
  private final Timeline timeline;
  private final Findings findings;

  private Steadiness(History history, Timeline timeline, Findings findings) {
    this.history = history;
    this.timeline = timeline;
    this.findings = findings;
  }

  static void judge(History history, Collection<Timeline> timelines, Findings findings) {
    for (Timeline timeline : timelines) {
      Steadiness law = new Steadiness(history, timeline, findings);
      timeline.steps().stream().filter(Steadiness::begins).forEach(law::judge);
    }
  }

  private static boolean begins(Step step) {
    return step.before() != null
        && step.before().phase() instanceof Phase.Held
        && step.lease().phase() instanceof Phase.Handover(var _, var target, Cause cause)
        && cause == Cause.BETTER_SCORE
        && target != null;
  }

  /**
   * How the two stood while the challenger was better without a break.
   *
   * @param since when that began at the latest
   */
  private record Stretch(Duration since, long beats, long holderBeats) {}

  private void judge(Step step) {
    Settings settings = timeline.settings(step.lease().generation()).orElse(null);
    if (settings == null) {
      return;
    }
    String challenger =
        Objects.requireNonNull(step.lease().phase().next().orElseThrow().uid(), "unpinned");
    long term = step.lease().term();
    int last = lastUpTo(step.base());
    Duration listed = lastListing(step);
    Stretch stretch = null;
    for (int i = last; i >= 0; i--) {
      Optional<Stretch> found = stretchAt(i, challenger, term, settings.margin());
      if (found.isEmpty()) {
        break;
      }
      stretch = found.get();
      if (listed != null && timeline.leases().get(i).done().compareTo(listed) <= 0) {
        // Nobody knows what this replica saw of what was before.
        return;
      }
    }
    if (stretch == null) {
      findings.wrong("I7", step, "the challenger was not better");
      return;
    }
    Duration waited = step.sent().minus(stretch.since()).plus(history.inaccuracy());
    Duration needed = Clocks.onTheFastest(settings.stabilization());
    if (waited.compareTo(needed) < 0) {
      findings.wrong("I7", step, "the challenger was better for %s only".formatted(waited));
    } else if (beats(step, challenger) <= stretch.beats()
        || step.before().phase().current().orElseThrow().signs().beats() <= stretch.holderBeats()) {
      findings.wrong("I7", step, "the scores were not confirmed by both");
    }
  }

  /** The last write up to a version: whoever saw that has seen all before it. */
  private int lastUpTo(long version) {
    int last = timeline.leases().size() - 1;
    while (last >= 0 && timeline.leases().get(last).version() > version) {
      last--;
    }
    return last;
  }

  /** The challenger's heartbeats that the deciding replica may have seen. */
  private long beats(Step step, String challenger) {
    long beats = 0;
    for (LeaseWrite write : timeline.leases()) {
      if (write.lease() instanceof StoredSession session
          && session.uid().equals(challenger)
          && write.done().compareTo(step.sent().plus(history.inaccuracy())) <= 0) {
        beats = session.lease().signsIn(step.lease()).beats();
      }
    }
    return beats;
  }

  /** When the deciding replica last listed what there is, before it decided; absent if never. */
  private @Nullable Duration lastListing(Step step) {
    Duration last = null;
    for (Listing listing : history.listings()) {
      if (listing.by().equals(step.write().by()) && listing.done().compareTo(step.sent()) <= 0) {
        last = listing.done();
      }
    }
    return last;
  }

  /** How the two stood after a write, if the challenger was better then. */
  private Optional<Stretch> stretchAt(int index, String challenger, long term, double margin) {
    SessionLease of = session(index, challenger);
    GroupLease lease = group(index);
    if (of == null || lease == null || lease.term() != term) {
      return Optional.empty();
    }
    Grant grant = lease.phase().current().orElse(null);
    if (grant == null || grant.holder() == null) {
      return Optional.empty();
    }
    SessionLease holder = session(index, grant.holder().uid());
    boolean ownIsNewer = holder != null && holder.signs().beats() > grant.signs().beats();
    double held = ownIsNewer ? holder.signs().score() : grant.signs().score();
    return of.signsIn(lease).score() > held + margin
        ? Optional.of(
            new Stretch(
                timeline.leases().get(index).done(),
                of.signsIn(lease).beats(),
                grant.signs().beats()))
        : Optional.empty();
  }

  private @Nullable SessionLease session(int upTo, String uid) {
    for (int i = upTo; i >= 0; i--) {
      LeaseWrite write = timeline.leases().get(i);
      if (write.lease() instanceof StoredSession session && session.uid().equals(uid)) {
        return write.kind() == LeaseWrite.Kind.DELETED ? null : session.lease();
      }
    }
    return null;
  }

  private @Nullable GroupLease group(int upTo) {
    for (int i = upTo; i >= 0; i--) {
      LeaseWrite write = timeline.leases().get(i);
      if (write.lease() instanceof StoredGroup group) {
        return write.kind() == LeaseWrite.Kind.DELETED ? null : group.lease();
      }
    }
    return null;
  }
}
