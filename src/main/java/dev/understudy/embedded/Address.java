package dev.understudy.embedded;

import java.util.List;
import java.util.Optional;

/**
 * What a path names: a kind, in one namespace or all, or one object of it, or a part of one.
 *
 * @param namespace the namespace; empty for all, or for kinds that live in none
 * @param name the object; empty for all
 * @param subresource {@code status}, or empty
 */
record Address(ResourceType type, String namespace, String name, String subresource) {

  /** Reads a path; absent if it names no kind that is known. */
  static Optional<Address> of(List<String> path, ResourceTypes types) {
    boolean core = !path.isEmpty() && path.getFirst().equals("api");
    boolean other = !path.isEmpty() && path.getFirst().equals("apis");
    int start = core ? 2 : 3;
    if ((!core && !other) || path.size() <= start) {
      return Optional.empty();
    }
    String group = core ? "" : path.get(1);
    String version = path.get(start - 1);
    List<String> rest = path.subList(start, path.size());
    String namespace = "";
    if (rest.getFirst().equals("namespaces")
        && rest.size() > 2
        && types.find(group, version, rest.get(2)).isPresent()) {
      namespace = rest.get(1);
      rest = rest.subList(2, rest.size());
    }
    String name = rest.size() > 1 ? rest.get(1) : "";
    String subresource = rest.size() > 2 ? rest.get(2) : "";
    if (rest.size() > 3) {
      return Optional.empty();
    }
    String where = namespace;
    return types
        .find(group, version, rest.getFirst())
        .filter(
            type ->
                subresource.isEmpty()
                    || (subresource.equals("status") && type.has(ResourceType.Trait.STATUS)))
        .filter(type -> name.isEmpty() || type.namespaced() != where.isEmpty())
        .map(type -> new Address(type, where, name, subresource));
  }

  Key key() {
    return new Key(type.qualifiedPlural(), namespace, name);
  }
}
