package dev.understudy.resource;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.FailoverGroupSpec;
import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.api.FailoverGroupValidation;
import dev.understudy.api.Problem;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.List;

/**
 * One version of a FailoverGroup, as the API server has stored it. Immutable.
 *
 * @param namespace its namespace
 * @param name its metadata.name
 * @param uid its UID: another group made later under the same name has another
 * @param resourceVersion the version; every write of the resource makes a new one
 * @param generation the version of the specification; every write of that makes a new one
 * @param created when it was made, by the API server's clock
 * @param deleting whether its deletion was asked for
 * @param finalizers who must agree before it goes
 * @param creator which REST client made it; empty if none has said so
 * @param id the id by which clients know it
 * @param spec what its owner wants
 * @param status what is shown of it; {@link #NO_STATUS} before the first
 * @param problems what keeps the specification from being honoured; none if nothing does
 */
public record GroupRecord(
    String namespace,
    String name,
    String uid,
    String resourceVersion,
    long generation,
    Instant created,
    boolean deleting,
    List<String> finalizers,
    String creator,
    String id,
    FailoverGroupSpec spec,
    FailoverGroupStatus status,
    List<Problem> problems) {

  /** Keeps a group until nobody can be in charge of it any more. */
  public static final String FINALIZER = "understudy.dev/drain";

  /** The annotation that tells which REST client made a group. */
  public static final String CREATOR = "understudy.dev/created-by";

  /** The status of a group that nobody has looked at. */
  public static final FailoverGroupStatus NO_STATUS =
      new FailoverGroupStatus(
          null, null, null, null, null, null, null, null, null, null, null, List.of());

  public GroupRecord {
    finalizers = List.copyOf(finalizers);
    problems = List.copyOf(problems);
  }

  /** Reads a resource. */
  public static GroupRecord of(FailoverGroup group) {
    ObjectMeta meta = group.getMetadata();
    return new GroupRecord(
        text(meta.getNamespace()),
        text(meta.getName()),
        text(meta.getUid()),
        text(meta.getResourceVersion()),
        meta.getGeneration() == null ? 0 : meta.getGeneration(),
        meta.getCreationTimestamp() == null
            ? Instant.EPOCH
            : Instant.parse(meta.getCreationTimestamp()),
        group.isMarkedForDeletion(),
        meta.getFinalizers() == null ? List.of() : meta.getFinalizers(),
        meta.getAnnotations() == null ? "" : meta.getAnnotations().getOrDefault(CREATOR, ""),
        group.effectiveId(),
        group.getSpec(),
        group.statusIfAny().orElse(NO_STATUS),
        FailoverGroupValidation.ofNew(group));
  }

  /** The in-process API server leaves out what a test did not give. */
  private static String text(String value) {
    return value == null ? "" : value;
  }

  /** Whether the specification can be honoured. */
  public boolean isValid() {
    return problems.isEmpty();
  }

  /** Whether this group goes only when the drain has agreed. */
  public boolean hasFinalizer() {
    return finalizers.contains(FINALIZER);
  }
}
