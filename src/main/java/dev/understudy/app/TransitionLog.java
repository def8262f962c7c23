package dev.understudy.app;

import dev.understudy.group.GroupKey;
import dev.understudy.group.TransitionListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line for each transition, and tells the others. */
final class TransitionLog implements TransitionListener {
  private static final Logger log = LoggerFactory.getLogger(TransitionLog.class);

  private final List<TransitionListener> others = new CopyOnWriteArrayList<>();

  /** Tells another one too, from now on. */
  void add(TransitionListener other) {
    others.add(other);
  }

  @Override
  public void transitioned(Transition transition) {
    log.info(
        "group={} term={} primary={} was={} next={} reason={} silentFor={}ms",
        transition.group(),
        transition.term(),
        transition.to(),
        transition.from(),
        transition.next(),
        transition.reason(),
        transition.silence().toMillis());
    others.forEach(other -> other.transitioned(transition));
  }

  @Override
  public void changed(GroupKey group) {
    others.forEach(other -> other.changed(group));
  }
}
