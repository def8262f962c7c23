package dev.understudy.install;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Manifests, as text and as what it says.
 *
 * @param text one or more YAML documents
 * @param documents those that say something
 */
record Rendered(String text, List<JsonNode> documents) {

  private static final YAMLMapper YAML = new YAMLMapper();

  Rendered(String text) {
    this(text, parse(text));
  }

  static List<JsonNode> parse(String text) {
    try (MappingIterator<JsonNode> all =
        YAML.readerFor(new TypeReference<JsonNode>() {}).readValues(text)) {
      return all.readAll().stream().filter(JsonNode::isObject).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one of this kind and name; its namespace does not matter. */
  JsonNode get(String kind, String name) {
    return find(kind, name)
        .orElseThrow(
            () -> new NoSuchElementException("no " + kind + " " + name + " in " + names()));
  }

  Optional<JsonNode> find(String kind, String name) {
    return documents.stream().filter(document -> is(document, kind, name)).findFirst();
  }

  List<JsonNode> ofKind(String kind) {
    return documents.stream()
        .filter(document -> document.path("kind").asText().equals(kind))
        .toList();
  }

  /** The operator's Deployment. */
  JsonNode deployment() {
    return ofKind("Deployment").getFirst();
  }

  /** The operator's container. */
  JsonNode container() {
    return deployment().at("/spec/template/spec/containers/0");
  }

  /** What Helm applies with the release, and not before, after or for a test. */
  List<JsonNode> withoutHooks() {
    return documents.stream().filter(Predicate.not(Rendered::isHook)).toList();
  }

  /** What Helm applies at a certain moment only. */
  List<JsonNode> hooks(String moment) {
    return documents.stream().filter(document -> hook(document).equals(moment)).toList();
  }

  static boolean isHook(JsonNode document) {
    return !hook(document).isEmpty();
  }

  private static String hook(JsonNode document) {
    return document.path("metadata").path("annotations").path("helm.sh/hook").asText();
  }

  /** {@code Kind/name} of each. */
  List<String> names() {
    return documents.stream().map(Rendered::name).toList();
  }

  static String name(JsonNode document) {
    return document.path("kind").asText() + "/" + document.at("/metadata/name").asText();
  }

  private static boolean is(JsonNode document, String kind, String name) {
    return name(document).equals(kind + "/" + name);
  }

  /** These documents as one text. */
  static String text(List<JsonNode> documents) {
    return documents.stream().map(Rendered::text).collect(Collectors.joining());
  }

  private static String text(JsonNode document) {
    try {
      return YAML.writeValueAsString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
