package dev.understudy.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Optional;

/**
 * Who may do what with a group through REST, or, under the name {@code collection}, with the
 * collection of groups and with every group that has no list of its own.
 *
 * <p>Mutable as every resource of the Kubernetes client; its spec and its status are immutable
 * records. Not thread-safe.
 */
@Group(FailoverGroup.GROUP)
@Version(FailoverGroup.VERSION)
@Kind(GroupAcl.KIND)
@Plural("groupacls")
@Singular("groupacl")
@Categories("understudy")
@AdditionalPrinterColumn(name = "Group", jsonPath = ".spec.groupRef.name")
@AdditionalPrinterColumn(name = "Owner", jsonPath = ".spec.owner.objectId")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Accepted",
    jsonPath = ".status.accepted.generation",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@ValidationRule(
    value = AclRules.NamedLikeGroup.RULE,
    message = AclRules.NamedLikeGroup.MESSAGE,
    fieldPath = ".spec.groupRef.name")
@ValidationRule(value = AclRules.NamedCollection.RULE, message = AclRules.NamedCollection.MESSAGE)
public class GroupAcl extends CustomResource<GroupAclSpec, GroupAclStatus> implements Namespaced {

  /** The kind of this resource. */
  public static final String KIND = "GroupAcl";

  private static final long serialVersionUID = 1L;

  /** Whether this list stands for the collection of groups. */
  public boolean standsForCollection() {
    return getSpec().groupRef() == null;
  }

  /** The status; empty while the operator has not seen the list. */
  public Optional<GroupAclStatus> statusIfAny() {
    return Optional.ofNullable(getStatus());
  }

  @Override
  protected GroupAclSpec initSpec() {
    return GroupAclSpec.EMPTY;
  }
}
