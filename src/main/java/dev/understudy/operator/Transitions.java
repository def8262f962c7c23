package dev.understudy.operator;

import dev.understudy.group.GroupKey;
import dev.understudy.group.TransitionListener;
import dev.understudy.resource.Events;
import dev.understudy.resource.Groups;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of every transition by an Event of the replica that wrote it, and has the status brought up
 * to date by all. Returns at once. Thread-safe.
 */
public final class Transitions implements TransitionListener {

  private static final Logger LOG = LoggerFactory.getLogger(Transitions.class);

  private final Groups groups;
  private final Events events;
  private final BiConsumer<String, String> reconcile;
  private final Executor executor;

  /**
   * @param reconcile calls for a reconciliation, by namespace and name
   * @param executor runs what takes a moment, one thing after another
   */
  public Transitions(
      Groups groups, Events events, BiConsumer<String, String> reconcile, Executor executor) {
    this.groups = groups;
    this.events = events;
    this.reconcile = reconcile;
    this.executor = executor;
  }

  @Override
  public void transitioned(Transition transition) {
    later(() -> tell(transition));
  }

  @Override
  public void changed(GroupKey group) {
    later(() -> reconcile.accept(group.namespace(), group.name()));
  }

  private void later(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("told after the end");
    }
  }

  private void tell(Transition transition) {
    GroupKey key = transition.group();
    groups
        .find(key.namespace(), key.name())
        .ifPresent(
            group ->
                events.tell(
                    group,
                    TransitionTexts.tone(transition),
                    transition.reason(),
                    TransitionTexts.action(transition),
                    TransitionTexts.note(transition)));
    reconcile.accept(key.namespace(), key.name());
  }
}
