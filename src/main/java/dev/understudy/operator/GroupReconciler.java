package dev.understudy.operator;

import dev.understudy.api.FailoverGroup;
import dev.understudy.resource.ApiFailure;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.GroupWrites;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings the status of a FailoverGroup in line with what the group does, and ends it when it is
 * deleted. Its finalizer is its own affair: the framework's would make a deleted group anew.
 */
@ControllerConfiguration(name = "failovergroup", triggerReconcilerOnAllEvents = true)
final class GroupReconciler implements Reconciler<FailoverGroup> {

  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration END_AGAIN = Duration.ofSeconds(1);

  private final GroupWrites writes;
  private final StatusKeeper status;
  private final GroupObserver observer;
  private final Endings endings;
  private final ExpiredOverrides overrides;
  private final Absentees absentees;
  private final Troubles troubles;
  private final Triggers<FailoverGroup> triggers;

  GroupReconciler(
      GroupWrites writes,
      StatusKeeper status,
      GroupObserver observer,
      Endings endings,
      ExpiredOverrides overrides,
      Absentees absentees,
      Troubles troubles,
      Triggers<FailoverGroup> triggers) {
    this.writes = writes;
    this.status = status;
    this.observer = observer;
    this.endings = endings;
    this.overrides = overrides;
    this.absentees = absentees;
    this.troubles = troubles;
    this.triggers = triggers;
  }

  @Override
  public UpdateControl<FailoverGroup> reconcile(
      FailoverGroup resource, Context<FailoverGroup> context) {
    GroupRecord group = status.newest(GroupRecord.of(resource));
    Optional<Duration> next =
        context.isPrimaryResourceDeleted()
            ? Optional.empty()
            : group.deleting() ? end(group) : Optional.of(serve(group));
    if (next.isEmpty()) {
      status.forget(group.uid());
      overrides.forget(group.uid());
    }
    troubles.over(name(resource.getMetadata()));
    UpdateControl<FailoverGroup> done = UpdateControl.noUpdate();
    next.ifPresent(done::rescheduleAfter);
    return done;
  }

  private Duration serve(GroupRecord group) {
    Optional<GroupRecord> kept = writes.addFinalizer(group);
    if (kept.isEmpty()) {
      return SOON;
    }
    Duration expiry = overrides.remove(kept.get());
    Duration absence = absentees.remove(kept.get());
    Duration shown = status.show(kept.get(), observer::observe);
    return Stream.of(expiry, absence, shown).min(Comparator.naturalOrder()).orElseThrow();
  }

  private Optional<Duration> end(GroupRecord group) {
    return endings
        .end(group)
        .map(
            waitsFor -> {
              status.show(group, found -> new Observation.Ending(waitsFor));
              return END_AGAIN;
            });
  }

  @Override
  public ErrorStatusUpdateControl<FailoverGroup> updateErrorStatus(
      FailoverGroup resource, Context<FailoverGroup> context, Exception failure) {
    return failure instanceof ApiFailure known
        ? ErrorStatusUpdateControl.<FailoverGroup>noStatusUpdate()
            .rescheduleAfter(troubles.met(name(resource.getMetadata()), known.reason()))
        : ErrorStatusUpdateControl.defaultErrorProcessing();
  }

  private static String name(ObjectMeta meta) {
    return FailoverGroup.KIND + " " + meta.getNamespace() + "/" + meta.getName();
  }

  @Override
  public List<EventSource<?, FailoverGroup>> prepareEventSources(
      EventSourceContext<FailoverGroup> context) {
    return List.of(triggers);
  }
}
