package dev.understudy.embedded;

import java.util.Comparator;
import java.util.Map;

/**
 * Names one object. Keys are ordered by namespace and name.
 *
 * @param type its kind, as {@link ResourceType#qualifiedPlural}
 * @param namespace its namespace; empty for kinds that live in none
 * @param name its name
 */
record Key(String type, String namespace, String name) implements Comparable<Key> {

  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::type).thenComparing(Key::namespace).thenComparing(Key::name);

  static Key of(ResourceType type, Map<String, Object> object) {
    return new Key(
        type.qualifiedPlural(), Json.meta(object, "namespace"), Json.meta(object, "name"));
  }

  @Override
  public int compareTo(Key other) {
    return ORDER.compare(this, other);
  }
}
