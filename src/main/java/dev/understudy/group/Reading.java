package dev.understudy.group;

import dev.understudy.lease.LeaseFailure;
import dev.understudy.lease.StoredSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Brings the view of one group up to date: waits for the watch, and reads past it where it is late.
 * Belongs to its group's actor.
 *
 * <p>At most one list of the group is under way, however many wait for one.
 */
final class Reading {
  private final GroupContext context;
  private final GroupActor actor;
  private final GroupMirror mirror;
  private final Echoes echoes = new Echoes();
  private List<Runnable> waiting = new ArrayList<>();
  private boolean underWay;

  Reading(GroupContext context, GroupActor actor) {
    this.context = context;
    this.actor = actor;
    this.mirror = actor.mirror();
  }

  /** Takes note that more is in view than before. */
  void moreIsShown() {
    echoes.shown(mirror.shown());
  }

  /**
   * Runs a task once this replica's own write is in view: by the watch, or by reading the whole
   * group where the watch is late.
   */
  void whenShown(long version, Runnable then) {
    if (version <= mirror.shown()) {
      then.run();
      return;
    }
    boolean[] done = new boolean[1];
    Runnable once =
        () -> {
          if (!done[0]) {
            done[0] = true;
            then.run();
          }
        };
    Loop.Timer late = context.after(patience(), () -> all(once));
    echoes.await(
        version,
        () -> {
          late.cancel();
          once.run();
        });
  }

  private Duration patience() {
    Duration share = actor.timeout().dividedBy(GroupContext.ECHO_SHARE);
    return share.compareTo(GroupContext.ECHO_PATIENCE) < 0 ? share : GroupContext.ECHO_PATIENCE;
  }

  /** Reads all Leases of the group as they are at one version, for as long as it takes. */
  void all(Runnable then) {
    waiting.add(then);
    if (!underWay) {
      list();
    }
  }

  // What was asked for while a list was under way needs another one: that one may be older.
  private void list() {
    underWay = true;
    List<Runnable> served = waiting;
    waiting = new ArrayList<>();
    long asked = mirror.shown();
    context.call(
        () -> context.store().list(actor.key().namespace(), actor.key().name()),
        listed -> {
          underWay = false;
          actor.trouble().healthy();
          actor.read(listed, asked);
          served.forEach(Runnable::run);
          if (!waiting.isEmpty() && !underWay) {
            list();
          }
        },
        failure -> {
          waiting.addAll(0, served);
          context.after(actor.trouble().unreadable(failure), this::list);
        });
  }

  /**
   * Looks for a session that the watch has not shown: it may have been registered at another
   * replica just now.
   *
   * @param wanted whether anybody still waits for the answer; where nobody does, none is given
   */
  void session(String leaseName, BooleanSupplier wanted, Consumer<Boolean> then) {
    context.call(
        () -> context.store().get(actor.key().namespace(), leaseName),
        found -> {
          actor.trouble().healthy();
          if (found.orElse(null) instanceof StoredSession session) {
            mirror.wrote(session, context.now().monotonic());
          }
          then.accept(mirror.session(leaseName).isPresent());
          actor.look();
        },
        (LeaseFailure failure) -> {
          Duration pause = actor.trouble().unreadable(failure);
          if (wanted.getAsBoolean()) {
            context.after(pause, () -> session(leaseName, wanted, then));
          }
        });
  }
}
