package dev.understudy.app;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.understudy.access.AccessList;
import dev.understudy.api.GroupAcl;
import dev.understudy.api.GroupAclSpec;
import dev.understudy.api.GroupAclValidation;
import dev.understudy.api.Names;
import dev.understudy.api.Problem;
import dev.understudy.resource.AclForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The list of the option {@code --default-acl}: YAML or JSON, a GroupAcl of the collection or just
 * its spec. Stateless.
 */
final class DefaultAcl {

  private static final ObjectMapper READER =
      new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private DefaultAcl() {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it holds no list that could be in force; the message says
   *     why
   */
  static AccessList read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new IllegalArgumentException("it cannot be read: " + e.getMessage(), e);
    }
  }

  static AccessList parse(String text) {
    GroupAclSpec spec;
    try {
      JsonNode tree = READER.readTree(text);
      JsonNode body = tree.has("spec") ? tree.get("spec") : tree;
      spec = READER.treeToValue(body, GroupAclSpec.class);
      if (spec == null) {
        throw new IllegalArgumentException("it is empty");
      }
      refuseUnknown("", body, READER.valueToTree(spec));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
    GroupAcl acl = new GroupAcl();
    acl.getMetadata().setName(Names.COLLECTION);
    acl.setSpec(spec);
    List<Problem> problems = GroupAclValidation.of(acl);
    if (!problems.isEmpty()) {
      Problem first = problems.getFirst();
      throw new IllegalArgumentException(first.field() + ": " + first.message());
    }
    return AclForm.list(spec.owner(), spec.roleTrusteeAccessControlEntries());
  }

  /** A misspelt property would be overlooked, and a denial with it. */
  private static void refuseUnknown(String path, JsonNode read, JsonNode understood) {
    for (Map.Entry<String, JsonNode> property : read.properties()) {
      String name = path + property.getKey();
      JsonNode same = understood.get(property.getKey());
      if (same == null && !property.getValue().isNull()) {
        throw new IllegalArgumentException("there is no property " + name);
      }
      if (same != null) {
        refuseUnknown(name + ".", property.getValue(), same);
      }
    }
    for (int i = 0; i < read.size() && read.isArray(); i++) {
      refuseUnknown(path + i + ".", read.get(i), understood.path(i));
    }
  }
}
