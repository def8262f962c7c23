package dev.understudy.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;

/** Lets others call for a reconciliation. Calls before the start are dropped: all is seen then. */
final class Triggers<P extends HasMetadata> extends AbstractEventSource<Void, P> {

  Triggers(String name) {
    super(Void.class, name);
  }

  /** Calls for a reconciliation of a resource. */
  void reconcile(String namespace, String name) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(new ResourceID(name, namespace)));
    }
  }

  @Override
  public Set<Void> getSecondaryResources(P primary) {
    return Set.of();
  }
}
