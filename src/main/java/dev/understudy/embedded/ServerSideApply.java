package dev.understudy.embedded;

import dev.understudy.embedded.Failure.Cause;
import dev.understudy.embedded.ManagedFields.Manager;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Server-side apply: a manager says which fields it wants and how. It gets them unless another owns
 * them with another value; what it wanted before and does not want any more goes, unless another
 * wants it.
 */
final class ServerSideApply {

  private final ResourceType type;
  private final Manager manager;
  private final boolean force;
  private final String now;

  ServerSideApply(ResourceType type, Manager manager, boolean force, String now) {
    this.type = type;
    this.manager = manager;
    this.force = force;
    this.now = now;
  }

  /**
   * The object with what is applied.
   *
   * @param live the object; not changed
   * @param applied what the manager wants, and nothing else
   * @throws Failure if a field belongs to another manager
   */
  Map<String, Object> to(Map<String, Object> live, Map<String, Object> applied) {
    Map<List<String>, Object> wanted = fields(applied);
    ManagedFields managed = ManagedFields.of(live);
    Set<List<String>> contested = contested(managed, wanted, fields(live));
    if (!contested.isEmpty() && !force) {
      throw Failure.applyConflict(causes(managed, contested));
    }
    managed.takeFromOthers(manager, contested, now);

    Map<String, Object> merged =
        Json.map(FieldPaths.merge(Json.copy(live), applied, type.schema()));
    for (List<String> path : managed.ownedBy(manager)) {
      if (!wanted.containsKey(path) && !isWantedByOthers(managed, path)) {
        FieldPaths.remove(merged, path, type.schema());
      }
    }
    managed.own(manager, new LinkedHashSet<>(wanted.keySet()), now);
    managed.keepOnly(fields(merged).keySet(), isStatus(), now);
    managed.writeTo(merged);
    return merged;
  }

  private boolean isWantedByOthers(ManagedFields managed, List<String> path) {
    return path.getLast().equals(FieldPaths.SELF)
        ? managed.othersOwnWithin(path.subList(0, path.size() - 1), manager)
        : !managed.othersThatOwn(path, manager).isEmpty();
  }

  private Set<List<String>> contested(
      ManagedFields managed, Map<List<String>, Object> wanted, Map<List<String>, Object> current) {
    Set<List<String>> contested = new LinkedHashSet<>();
    wanted.forEach(
        (path, value) -> {
          if (!Objects.equals(current.get(path), value)
              && !managed.othersThatOwn(path, manager).isEmpty()) {
            contested.add(path);
          }
        });
    return contested;
  }

  private List<Cause> causes(ManagedFields managed, Set<List<String>> contested) {
    List<Cause> causes = new ArrayList<>();
    for (List<String> path : contested) {
      for (Manager owner : managed.othersThatOwn(path, manager)) {
        String how = owner.operation().equals("Apply") ? "" : " using " + owner.apiVersion();
        causes.add(
            new Cause(
                "FieldManagerConflict",
                FieldPaths.display(path),
                "conflict with \"%s\"%s".formatted(owner.name(), how)));
      }
    }
    return causes;
  }

  private Map<List<String>, Object> fields(Map<String, Object> object) {
    return isStatus() ? FieldPaths.ofStatus(object, type) : FieldPaths.ofMain(object, type);
  }

  private boolean isStatus() {
    return manager.subresource().equals("status");
  }
}
