package dev.understudy.embedded;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A kind of object that the server keeps.
 *
 * @param group its API group; empty for the core group
 * @param version the one version that is served
 * @param kind its kind
 * @param plural its name in paths
 * @param namespaced whether its objects live in namespaces
 * @param traits how it differs from other kinds
 * @param shortNames what kubectl may call it
 * @param categories under which words kubectl lists it with others
 * @param schema what its objects look like
 * @param columns what kubectl shows of them
 * @param selectableFields the fields by which lists can be narrowed, apart from name and namespace
 */
record ResourceType(
    String group,
    String version,
    String kind,
    String plural,
    boolean namespaced,
    Set<Trait> traits,
    List<String> shortNames,
    List<String> categories,
    Schema schema,
    List<Column> columns,
    Set<String> selectableFields) {

  /** How a kind differs from others. */
  enum Trait {
    /** A PUT of an object that does not exist makes it. */
    CREATED_BY_PUT,
    /** A PUT need not say which version it replaces. */
    PUT_WITHOUT_VERSION,
    /** Its status is written apart from the rest. */
    STATUS,
    /** It counts the changes of its spec. */
    GENERATION
  }

  /** A column of kubectl's tables. */
  record Column(String name, String type, String path, int priority) {
    static final Column AGE = new Column("Age", "date", ".metadata.creationTimestamp", 0);

    static Column text(String name, String path) {
      return new Column(name, "string", path, 0);
    }
  }

  /** A kind of Kubernetes itself, of whose objects the server knows nothing. */
  static ResourceType builtIn(
      String group, String kind, String plural, String shortName, boolean namespaced) {
    return new ResourceType(
        group,
        "v1",
        kind,
        plural,
        namespaced,
        Set.of(),
        shortName.isEmpty() ? List.of() : List.of(shortName),
        List.of(),
        Schema.UNKNOWN,
        List.of(),
        Set.of());
  }

  /** The same kind with these traits. */
  ResourceType with(Trait... all) {
    return new ResourceType(
        group,
        version,
        kind,
        plural,
        namespaced,
        Set.of(all),
        shortNames,
        categories,
        schema,
        columns,
        selectableFields);
  }

  /** The same kind with these columns. */
  ResourceType with(Column... all) {
    return new ResourceType(
        group,
        version,
        kind,
        plural,
        namespaced,
        traits,
        shortNames,
        categories,
        schema,
        List.of(all),
        selectableFields);
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  String singular() {
    return kind.toLowerCase(Locale.ROOT);
  }

  /** As in {@code leases.coordination.k8s.io}. */
  String qualifiedPlural() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** As in {@code Lease.coordination.k8s.io}. */
  String qualifiedKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }
}
