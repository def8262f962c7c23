package dev.understudy.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalSelectableField;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Objects;
import java.util.Optional;

/**
 * A group of redundant clients, exactly one of which is in charge.
 *
 * <p>Mutable as every resource of the Kubernetes client; its spec and its status are immutable
 * records. Not thread-safe.
 */
@Group(FailoverGroup.GROUP)
@Version(FailoverGroup.VERSION)
@Kind(FailoverGroup.KIND)
@Plural("failovergroups")
@Singular("failovergroup")
@ShortNames("fg")
@Categories("understudy")
@AdditionalSelectableField(jsonPath = ".spec.id")
@AdditionalSelectableField(jsonPath = ".status.primary")
@AdditionalPrinterColumn(name = "Primary", jsonPath = ".status.primary")
@AdditionalPrinterColumn(name = "Pending", jsonPath = ".status.pendingPrimary")
@AdditionalPrinterColumn(
    name = "Term",
    jsonPath = ".status.term",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Live",
    jsonPath = ".status.sessions.live",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Total",
    jsonPath = ".status.sessions.total",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Timeout", jsonPath = ".spec.failoverTimeout")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Id", jsonPath = ".status.id", priority = 1)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.lastTransition.reason", priority = 1)
@AdditionalPrinterColumn(
    name = "Since",
    jsonPath = ".status.primarySince",
    type = AdditionalPrinterColumn.Type.DATE,
    priority = 1)
@ValidationRule(
    value = GroupRules.IdIsForGood.RULE,
    message = GroupRules.IdIsForGood.MESSAGE,
    fieldPath = ".spec.id")
@ValidationRule(
    value = GroupRules.IdIsName.RULE,
    message = GroupRules.IdIsName.MESSAGE,
    fieldPath = ".spec.id")
@ValidationRule(value = GroupRules.Name.RULE, message = GroupRules.Name.MESSAGE)
public class FailoverGroup extends CustomResource<FailoverGroupSpec, FailoverGroupStatus>
    implements Namespaced {

  /** The API group of all of Understudy's resources. */
  public static final String GROUP = "understudy.dev";

  /** The version of the API group. */
  public static final String VERSION = "v1alpha1";

  /** The kind of this resource. */
  public static final String KIND = "FailoverGroup";

  private static final long serialVersionUID = 1L;

  /** The id by which clients know the group: {@code spec.id}, else the resource's name. */
  public String effectiveId() {
    String id = getSpec().id();
    return id != null ? id : Objects.requireNonNull(getMetadata().getName(), "metadata.name");
  }

  /** The status; empty while the operator has not seen the group. */
  public Optional<FailoverGroupStatus> statusIfAny() {
    return Optional.ofNullable(getStatus());
  }

  @Override
  protected FailoverGroupSpec initSpec() {
    return FailoverGroupSpec.DEFAULT;
  }
}
