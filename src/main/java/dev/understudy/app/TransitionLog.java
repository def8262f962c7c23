package dev.understudy.app;

import dev.understudy.group.GroupKey;
import dev.understudy.group.TransitionListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line for each transition, and tells the others. */
final class TransitionLog implements TransitionListener {
  private static final Logger log = LoggerFactory.getLogger(TransitionLog.class);

  private final List<TransitionListener> others;

  TransitionLog(List<TransitionListener> others) {
    this.others = others;
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
        transition.cause().word(),
        transition.silence().toMillis());
    others.forEach(other -> other.transitioned(transition));
  }

  @Override
  public void changed(GroupKey group) {
    others.forEach(other -> other.changed(group));
  }
}
