package dev.understudy.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.Comparator;

/** Compares a CRD with the one that an API server keeps, which writes the same in other words. */
final class InstalledCrd {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PRIORITY = "priority";

  private static final Comparator<JsonNode> BY_VALUE =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? one.decimalValue().compareTo(other.decimalValue())
              : one.equals(other) ? 0 : 1;

  private InstalledCrd() {}

  /** Whether both have the same versions: schemas, rules, columns and subresources. */
  static boolean isSame(CustomResourceDefinition ours, CustomResourceDefinition there) {
    return versions(ours).equals(BY_VALUE, versions(there));
  }

  private static JsonNode versions(CustomResourceDefinition crd) {
    JsonNode versions = JSON.valueToTree(crd.getSpec().getVersions());
    for (JsonNode version : versions) {
      for (JsonNode column : version.path("additionalPrinterColumns")) {
        if (column instanceof ObjectNode object && object.path(PRIORITY).asInt() == 0) {
          object.remove(PRIORITY);
        }
      }
    }
    return versions;
  }
}
