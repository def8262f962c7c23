package dev.understudy.resource;

import dev.understudy.api.GroupAcl;
import dev.understudy.api.GroupAclSpec;
import dev.understudy.api.GroupAclStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Reads and writes access control lists for REST clients: only over the version that was looked at,
 * and never twice by itself. All methods block. Thread-safe.
 */
final class AclWrites {

  private static final int MOST_TRIES = 10;

  private final KubernetesClient client;
  private final Requests requests;
  private final StatusWriter status;
  private final InstantSource clock;

  /**
   * @param client one that does not repeat requests by itself
   * @param clock the wall clock, for people
   */
  AclWrites(KubernetesClient client, StatusWriter status, InstantSource clock) {
    this.client = client;
    this.requests = new Requests(client);
    this.status = status;
    this.clock = clock;
  }

  /**
   * Asks the API server for a list.
   *
   * @throws ApiFailure if it does not answer
   */
  Optional<GroupAcl> read(String namespace, String name) {
    try {
      return Optional.ofNullable(
          client.resources(GroupAcl.class).inNamespace(namespace).withName(name).get());
    } catch (KubernetesClientException e) {
      throw ApiFailure.of("read the list " + namespace + "/" + name, e);
    }
  }

  /**
   * Makes a list.
   *
   * @return as it was stored; empty if there is one of that name
   * @throws ApiFailure if the API server refuses or does not answer
   */
  Optional<GroupAcl> create(GroupAcl acl) {
    try {
      return Optional.of(requests.create(acl));
    } catch (KubernetesClientException e) {
      return unlessChanged(ApiFailure.of("make the list " + acl.getMetadata().getName(), e));
    }
  }

  /**
   * Replaces what the author of just this version wants of a list.
   *
   * @return as it was stored; empty if it is not this version any more
   * @throws ApiFailure if the API server refuses or does not answer
   */
  Optional<GroupAcl> replace(GroupAcl seen, GroupAclSpec spec) {
    GroupAcl next = new GroupAcl();
    next.setMetadata(new ObjectMetaBuilder(seen.getMetadata()).withManagedFields().build());
    next.setSpec(spec);
    next.setStatus(seen.getStatus());
    try {
      return Optional.of(requests.replace(next));
    } catch (KubernetesClientException e) {
      return unlessChanged(ApiFailure.of("write the list " + seen.getMetadata().getName(), e));
    }
  }

  /**
   * Deletes just this version of a list.
   *
   * @return whether it is gone; false if it is not this version any more
   * @throws ApiFailure if the API server refuses or does not answer
   */
  boolean delete(GroupAcl seen) {
    try {
      requests.delete(seen);
      return true;
    } catch (KubernetesClientException e) {
      ApiFailure failure = ApiFailure.of("delete the list " + seen.getMetadata().getName(), e);
      return switch (failure.kind()) {
        case NOT_FOUND -> true;
        case CONFLICT -> false;
        case UNREACHABLE, FORBIDDEN, INVALID, OTHER -> throw failure;
      };
    }
  }

  /**
   * Has a list that was just written accepted, by this replica or another.
   *
   * @param home the tenant that its namespace belongs to
   * @return the list in which this generation, or a later one, is accepted; empty if it was changed
   *     or deleted before it was
   * @throws ApiFailure if the API server refuses or does not answer
   */
  Optional<GroupAcl> accept(GroupAcl written, String home) {
    GroupAcl seen = written;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      if (isAccepted(seen, written.getMetadata().getGeneration())) {
        return Optional.of(seen);
      }
      Optional<GroupAcl> stored =
          status
              .write(seen, AclStatuses.next(seen, true, home, clock.instant()))
              .or(() -> newest(written));
      if (stored.isEmpty()) {
        return Optional.empty();
      }
      seen = stored.get();
    }
    return Optional.empty();
  }

  private Optional<GroupAcl> newest(GroupAcl written) {
    return read(written.getMetadata().getNamespace(), written.getMetadata().getName())
        .filter(now -> now.getMetadata().getUid().equals(written.getMetadata().getUid()));
  }

  private static boolean isAccepted(GroupAcl acl, long generation) {
    return acl.statusIfAny().map(GroupAclStatus::accepted).stream()
        .anyMatch(accepted -> accepted.generation() >= generation);
  }

  private static Optional<GroupAcl> unlessChanged(ApiFailure failure) {
    return switch (failure.kind()) {
      case CONFLICT, NOT_FOUND -> Optional.empty();
      case UNREACHABLE, FORBIDDEN, INVALID, OTHER -> throw failure;
    };
  }
}
