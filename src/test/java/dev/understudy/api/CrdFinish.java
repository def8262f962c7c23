package dev.understudy.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * Adds to a generated CRD what annotations cannot say: list and map types, defaults and
 * descriptions of whole parts, and the order of the columns.
 */
final class CrdFinish implements CRDPostProcessor {

  @Override
  public HasMetadata process(HasMetadata resource, String crdVersion) {
    CustomResourceDefinition crd = (CustomResourceDefinition) resource;
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().getFirst();
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    switch (crd.getSpec().getNames().getKind()) {
      case FailoverGroup.KIND -> {
        failoverGroup(root);
        version.setAdditionalPrinterColumns(
            inOrder(FailoverGroup.class, version.getAdditionalPrinterColumns()));
      }
      case GroupAcl.KIND -> {
        groupAcl(root);
        version.setAdditionalPrinterColumns(
            inOrder(GroupAcl.class, version.getAdditionalPrinterColumns()));
      }
      default -> throw new IllegalArgumentException("unknown CRD " + crd.getMetadata().getName());
    }
    stateRulesOnce(root);
    return crd;
  }

  private static void failoverGroup(JSONSchemaProps root) {
    root.setDescription(
        "A group of redundant clients, exactly one of which is in charge: the primary.");
    JSONSchemaProps spec = at(root, "spec");
    spec.setDescription("What the owner of the group wants of it.");
    spec.setDefault(JsonNodeFactory.instance.objectNode());
    at(spec, "additionalData").setXKubernetesMapType("atomic");
    map(at(spec, "roleOverrides"), "sessionId");

    JSONSchemaProps status = at(root, "status");
    status.setDescription("What the operator observed of the group.");
    notYetObserved(status);
    map(at(status, "conditions"), "type");
    at(status, "sessions", "listed").setXKubernetesListType("atomic");
  }

  private static void groupAcl(JSONSchemaProps root) {
    root.setDescription(
        "Who may do what with a group through REST; under the name collection, with the collection"
            + " of groups and with every group that has no list of its own.");
    root.setRequired(List.of("spec"));
    JSONSchemaProps spec = at(root, "spec");
    spec.setDescription("What the author of the list wants of it.");
    entries(spec);

    JSONSchemaProps status = at(root, "status");
    status.setDescription("What the operator made of the list.");
    notYetObserved(status);
    map(at(status, "conditions"), "type");
    entries(at(status, "accepted"));
  }

  private static void entries(JSONSchemaProps list) {
    JSONSchemaProps entries = at(list, "roleTrusteeAccessControlEntries");
    entries.setXKubernetesListType("atomic");
    at(entries.getItems().getSchema(), "accessRights").setXKubernetesListType("set");
  }

  private static void map(JSONSchemaProps list, String key) {
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of(key));
  }

  /** Without it, tools take a resource that nobody has looked at for one that is done. */
  private static void notYetObserved(JSONSchemaProps status) {
    status.setDefault(JsonNodeFactory.instance.objectNode().put("observedGeneration", -1));
  }

  private static JSONSchemaProps at(JSONSchemaProps schema, String... path) {
    JSONSchemaProps found = schema;
    for (String name : path) {
      found = found.getProperties().get(name);
    }
    return found;
  }

  /** The generator sorts the columns; people read them in the order of the class. */
  private static List<CustomResourceColumnDefinition> inOrder(
      Class<?> resource, List<CustomResourceColumnDefinition> columns) {
    List<String> names =
        Stream.of(resource.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    return columns.stream()
        .sorted(Comparator.comparingInt(column -> names.indexOf(column.getName())))
        .toList();
  }

  /** An annotation of a record's component is one of its field and of its accessor too. */
  private static void stateRulesOnce(JSONSchemaProps schema) {
    schema.setXKubernetesValidations(
        new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
    schema.getProperties().values().forEach(CrdFinish::stateRulesOnce);
    if (schema.getItems() != null) {
      stateRulesOnce(schema.getItems().getSchema());
    }
  }
}
