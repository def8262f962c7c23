package dev.understudy.resource;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.FailoverGroupSpec;
import dev.understudy.api.FailoverGroupValidation;
import dev.understudy.api.Names;
import dev.understudy.api.Problem;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes and deletes FailoverGroups. Each method asks the API server once or twice, repeats nothing
 * and blocks. Thread-safe.
 */
public final class GroupWrites {

  private final Groups groups;
  private final Requests requests;

  /**
   * @param client one that does not repeat requests by itself
   */
  public GroupWrites(KubernetesClient client, Groups groups) {
    this.groups = groups;
    this.requests = new Requests(client);
  }

  /**
   * A group as a REST client configures it.
   *
   * @param id the id by which clients know it
   * @param name the name that people read
   * @param description what it is for
   * @param failoverTimeout how long the primary may be silent; rounded up to milliseconds
   * @param additionalData any JSON object, as text
   */
  public record Draft(
      String id,
      @Nullable String name,
      @Nullable String description,
      Duration failoverTimeout,
      @Nullable String additionalData) {

    FailoverGroup inNamespace(String namespace) {
      String resource = Names.group(id);
      FailoverGroup group = new FailoverGroup();
      group.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(namespace)
              .withName(resource)
              .withFinalizers(GroupRecord.FINALIZER)
              .build());
      group.setSpec(
          FailoverGroupSpec.configured(
              resource.equals(id) ? null : id, name, description, failoverTimeout, additionalData));
      return group;
    }
  }

  /** What became of a {@link #create}. */
  public sealed interface Creation {
    /** It was made. */
    record Created(GroupRecord group) implements Creation {}

    /** A group with this id was there, and is configured alike. */
    record Same(GroupRecord group) implements Creation {}

    /** A group with this id, or another one that needs the same name, is there. */
    record Different(GroupRecord group) implements Creation {}

    /** No group can be as this one. */
    record Invalid(List<Problem> problems) implements Creation {}
  }

  /**
   * Makes a group unless there is one with its id.
   *
   * @throws ApiFailure if the API server refuses or does not answer
   */
  public Creation create(String namespace, Draft draft) {
    return create(namespace, draft, "");
  }

  /**
   * Makes a group unless there is one with its id.
   *
   * @param creator who asks, written down in what is made; empty if nobody is asked
   * @throws ApiFailure if the API server refuses or does not answer
   */
  public Creation create(String namespace, Draft draft, String creator) {
    FailoverGroup wanted;
    try {
      wanted = draft.inNamespace(namespace);
      if (!creator.isEmpty()) {
        wanted.getMetadata().setAnnotations(Map.of(GroupRecord.CREATOR, creator));
      }
    } catch (IllegalArgumentException e) {
      return new Creation.Invalid(
          List.of(new Problem("spec", String.valueOf(e.getMessage()), "correct the value")));
    }
    List<Problem> problems = FailoverGroupValidation.ofNew(wanted);
    if (!problems.isEmpty()) {
      return new Creation.Invalid(problems);
    }
    // A manifest may have given the id to a resource of another name.
    Optional<Creation> there =
        groups.findById(namespace, draft.id()).flatMap(group -> compare(group.name(), wanted));
    if (there.isPresent()) {
      return there.get();
    }
    try {
      return new Creation.Created(requests.create(wanted));
    } catch (KubernetesClientException e) {
      ApiFailure failure = ApiFailure.of("create group '" + draft.id() + "'", e);
      if (failure.kind() != ApiFailure.Kind.CONFLICT) {
        throw failure;
      }
      return compare(wanted.getMetadata().getName(), wanted).orElseThrow(() -> failure);
    }
  }

  private Optional<Creation> compare(String name, FailoverGroup wanted) {
    return groups
        .read(wanted.getMetadata().getNamespace(), name)
        .map(
            there ->
                there.isValid()
                        && there.id().equals(wanted.effectiveId())
                        && there.spec().sameConfiguration(wanted.getSpec())
                    ? new Creation.Same(there)
                    : new Creation.Different(there));
  }

  /** What became of a {@link #delete}. */
  public enum Deletion {
    /** The API server has taken the deletion; the group goes when its drain has ended. */
    ACCEPTED,
    /** It was gone before. */
    GONE,
    /** It is not this version any more, or another group: look again. */
    CHANGED
  }

  /**
   * Asks for the deletion of just this version of a group.
   *
   * @throws ApiFailure if the API server refuses or does not answer
   */
  public Deletion delete(GroupRecord group) {
    try {
      requests.delete(group);
      return Deletion.ACCEPTED;
    } catch (KubernetesClientException e) {
      ApiFailure failure = ApiFailure.of("delete group '" + group.id() + "'", e);
      return switch (failure.kind()) {
        case NOT_FOUND -> Deletion.GONE;
        case CONFLICT -> Deletion.CHANGED;
        case UNREACHABLE, FORBIDDEN, INVALID, OTHER -> throw failure;
      };
    }
  }

  /**
   * Makes sure that a group does not go before its drain.
   *
   * @return the group as it is now; empty if it is not this version any more
   * @throws ApiFailure if the API server refuses or does not answer
   */
  public Optional<GroupRecord> addFinalizer(GroupRecord group) {
    if (group.hasFinalizer()) {
      return Optional.of(group);
    }
    List<String> finalizers = new ArrayList<>(group.finalizers());
    finalizers.add(GroupRecord.FINALIZER);
    return setFinalizers(group, finalizers);
  }

  /**
   * Lets a group that is being deleted go.
   *
   * @return whether nothing of ours holds it any more; false if it is not this version any more
   * @throws ApiFailure if the API server refuses or does not answer
   */
  public boolean removeFinalizer(GroupRecord group) {
    if (!group.hasFinalizer()) {
      return true;
    }
    List<String> finalizers = new ArrayList<>(group.finalizers());
    finalizers.remove(GroupRecord.FINALIZER);
    return setFinalizers(group, finalizers).isPresent();
  }

  private Optional<GroupRecord> setFinalizers(GroupRecord group, List<String> finalizers) {
    try {
      return Optional.of(requests.setFinalizers(group, finalizers));
    } catch (KubernetesClientException e) {
      ApiFailure failure = ApiFailure.of("set the finalizers of group '" + group.id() + "'", e);
      return switch (failure.kind()) {
        case NOT_FOUND, CONFLICT -> Optional.empty();
        case UNREACHABLE, FORBIDDEN, INVALID, OTHER -> throw failure;
      };
    }
  }
}
