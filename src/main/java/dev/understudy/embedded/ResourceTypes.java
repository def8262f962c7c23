package dev.understudy.embedded;

import dev.understudy.embedded.ResourceType.Column;
import dev.understudy.embedded.ResourceType.Trait;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds that the server keeps: a few of Kubernetes itself, and those that CRDs add. */
final class ResourceTypes {

  static final ResourceType NAMESPACE =
      ResourceType.builtIn("", "Namespace", "namespaces", "ns", false)
          .with(Trait.PUT_WITHOUT_VERSION, Trait.STATUS)
          .with(Column.text("Status", ".status.phase"), Column.AGE);
  static final ResourceType CRD =
      ResourceType.builtIn(
              "apiextensions.k8s.io",
              "CustomResourceDefinition",
              "customresourcedefinitions",
              "crd",
              false)
          .with(Trait.STATUS, Trait.GENERATION);

  private static final List<ResourceType> BUILT_IN =
      List.of(
          NAMESPACE,
          CRD,
          ResourceType.builtIn("coordination.k8s.io", "Lease", "leases", "", true)
              .with(Trait.CREATED_BY_PUT)
              .with(Column.text("Holder", ".spec.holderIdentity"), Column.AGE),
          event("")
              .with(
                  new Column("Last Seen", "date", ".lastTimestamp", 0),
                  Column.text("Type", ".type"),
                  Column.text("Reason", ".reason"),
                  Column.text("Object", ".involvedObject.name"),
                  Column.text("Message", ".message")),
          event("events.k8s.io")
              .with(
                  new Column("Last Seen", "date", ".eventTime", 0),
                  Column.text("Type", ".type"),
                  Column.text("Reason", ".reason"),
                  Column.text("Object", ".regarding.name"),
                  Column.text("Message", ".note")),
          ResourceType.builtIn("", "ConfigMap", "configmaps", "cm", true)
              .with(Trait.PUT_WITHOUT_VERSION),
          ResourceType.builtIn("", "Secret", "secrets", "", true).with(Trait.PUT_WITHOUT_VERSION),
          ResourceType.builtIn("", "ServiceAccount", "serviceaccounts", "sa", true)
              .with(Trait.PUT_WITHOUT_VERSION));

  private final Map<String, ResourceType> byPath = new LinkedHashMap<>();

  ResourceTypes() {
    BUILT_IN.forEach(this::add);
  }

  private static ResourceType event(String group) {
    return ResourceType.builtIn(group, "Event", "events", group.isEmpty() ? "ev" : "", true)
        .with(Trait.CREATED_BY_PUT, Trait.PUT_WITHOUT_VERSION);
  }

  Collection<ResourceType> all() {
    return byPath.values();
  }

  Optional<ResourceType> find(String group, String version, String plural) {
    return Optional.ofNullable(byPath.get(path(group, version, plural)));
  }

  /** Adds the kind that a CRD defines, in the version that it stores. */
  void define(Map<String, Object> crd) {
    add(custom(crd));
  }

  /** Forgets the kind that a CRD defined. */
  void forget(Map<String, Object> crd) {
    ResourceType type = custom(crd);
    byPath.remove(path(type.group(), type.version(), type.plural()));
  }

  /** The kind that a CRD defines. */
  static ResourceType custom(Map<String, Object> crd) {
    Map<String, Object> spec = Json.child(crd, "spec");
    Map<String, Object> names = Json.child(spec, "names");
    Map<String, Object> version =
        Json.list(spec.get("versions")).stream()
            .map(Json::map)
            .filter(each -> Boolean.TRUE.equals(each.get("storage")))
            .findFirst()
            .orElseThrow(() -> Failure.badRequest("no version of the CRD is the stored one"));
    Set<Trait> traits = EnumSet.of(Trait.GENERATION);
    if (Json.child(version, "subresources").containsKey("status")) {
      traits.add(Trait.STATUS);
    }
    return new ResourceType(
        Json.text(spec, "group"),
        Json.text(version, "name"),
        Json.text(names, "kind"),
        Json.text(names, "plural"),
        Json.text(spec, "scope").equals("Namespaced"),
        traits,
        texts(names.get("shortNames")),
        texts(names.get("categories")),
        Schema.ofResource(Json.child(Json.child(version, "schema"), "openAPIV3Schema")),
        columns(version),
        Json.list(version.get("selectableFields")).stream()
            .map(field -> Json.text(Json.map(field), "jsonPath").substring(1))
            .collect(Collectors.toSet()));
  }

  private static List<Column> columns(Map<String, Object> version) {
    List<Column> columns = new ArrayList<>();
    for (Object each : Json.list(version.get("additionalPrinterColumns"))) {
      Map<String, Object> column = Json.map(each);
      int priority = column.get("priority") instanceof Number number ? number.intValue() : 0;
      columns.add(
          new Column(
              Json.text(column, "name"),
              Json.text(column, "type"),
              Json.text(column, "jsonPath"),
              priority));
    }
    return List.copyOf(columns);
  }

  private static List<String> texts(@Nullable Object list) {
    return Json.list(list).stream().map(Object::toString).toList();
  }

  private void add(ResourceType type) {
    byPath.put(path(type.group(), type.version(), type.plural()), type);
  }

  private static String path(String group, String version, String plural) {
    return group + "/" + version + "/" + plural;
  }
}
