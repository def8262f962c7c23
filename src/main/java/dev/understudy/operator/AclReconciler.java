package dev.understudy.operator;

import dev.understudy.api.GroupAcl;
import dev.understudy.resource.AclStatuses;
import dev.understudy.resource.ApiFailure;
import dev.understudy.resource.Groups;
import dev.understudy.resource.StatusWriter;
import dev.understudy.resource.Tenants;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Accepts access control lists: what is accepted is what is enforced. */
@ControllerConfiguration(name = "groupacl")
final class AclReconciler implements Reconciler<GroupAcl> {

  private static final Duration SOON = Duration.ofMillis(500);

  private final StatusWriter writer;
  private final Groups groups;
  private final Tenants tenants;
  private final Troubles troubles;
  private final Triggers<GroupAcl> triggers;
  private final InstantSource clock;

  AclReconciler(
      StatusWriter writer,
      Groups groups,
      Tenants tenants,
      Troubles troubles,
      Triggers<GroupAcl> triggers,
      InstantSource clock) {
    this.writer = writer;
    this.groups = groups;
    this.tenants = tenants;
    this.troubles = troubles;
    this.triggers = triggers;
    this.clock = clock;
  }

  @Override
  public UpdateControl<GroupAcl> reconcile(GroupAcl acl, Context<GroupAcl> context) {
    UpdateControl<GroupAcl> done = UpdateControl.noUpdate();
    ObjectMeta meta = acl.getMetadata();
    Optional<String> home = tenants.of(meta.getNamespace());
    if (home.isEmpty()) {
      return done.rescheduleAfter(SOON);
    }
    boolean stands =
        writer
            .write(
                acl,
                AclStatuses.next(
                    acl,
                    groups.find(meta.getNamespace(), meta.getName()),
                    home.get(),
                    clock.instant()))
            .isPresent();
    troubles.over(name(meta));
    // Another replica was faster, or the list has changed: the watch tells soon.
    return stands ? done : done.rescheduleAfter(SOON);
  }

  @Override
  public ErrorStatusUpdateControl<GroupAcl> updateErrorStatus(
      GroupAcl acl, Context<GroupAcl> context, Exception failure) {
    return failure instanceof ApiFailure known
        ? ErrorStatusUpdateControl.<GroupAcl>noStatusUpdate()
            .rescheduleAfter(troubles.met(name(acl.getMetadata()), known.reason()))
        : ErrorStatusUpdateControl.defaultErrorProcessing();
  }

  private static String name(ObjectMeta meta) {
    return GroupAcl.KIND + " " + meta.getNamespace() + "/" + meta.getName();
  }

  @Override
  public List<EventSource<?, GroupAcl>> prepareEventSources(EventSourceContext<GroupAcl> context) {
    return List.of(triggers);
  }
}
