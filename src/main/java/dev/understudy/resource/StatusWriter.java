package dev.understudy.resource;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.api.GroupAcl;
import dev.understudy.api.GroupAclStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of the statuses. It writes only over the version that the writer looked at, only
 * if something changes, and never again by itself: whoever meets a newer version decides anew.
 * Blocks. Thread-safe.
 */
public final class StatusWriter {

  private static final int MOST_TRIES = 10;

  private final KubernetesClient client;
  private final Groups groups;
  private final Requests requests;

  /**
   * @param client one that does not repeat requests by itself
   */
  public StatusWriter(KubernetesClient client, Groups groups) {
    this.client = client;
    this.groups = groups;
    this.requests = new Requests(client);
  }

  /** What became of a write. */
  public sealed interface Outcome {
    /** It stands. */
    record Written(GroupRecord group) implements Outcome {}

    /** It stood already; nothing was written. */
    record Unchanged() implements Outcome {}

    /** The group has changed since it was looked at; nothing was written. This is the newest. */
    record Stale(GroupRecord newest) implements Outcome {}

    /** The group is gone, or another one has its name. */
    record Gone() implements Outcome {}
  }

  /**
   * Writes a group's status.
   *
   * @param seen the version that the status was made from
   * @throws ApiFailure if the API server refuses or does not answer
   */
  public Outcome write(GroupRecord seen, FailoverGroupStatus status) {
    if (status.equals(seen.status())) {
      return new Outcome.Unchanged();
    }
    FailoverGroup resource = new FailoverGroup();
    resource.setSpec(seen.spec());
    resource.setStatus(status);
    Optional<FailoverGroup> written =
        update(
            resource,
            new Version(seen.namespace(), seen.name(), seen.uid(), seen.resourceVersion()));
    return written.isPresent()
        ? new Outcome.Written(GroupRecord.of(written.get()))
        : newest(seen.namespace(), seen.name(), seen.uid())
            .<Outcome>map(Outcome.Stale::new)
            .orElseGet(Outcome.Gone::new);
  }

  /**
   * Writes an access control list's status.
   *
   * @param seen the version that the status was made from
   * @return the version in which it stands now; empty if the list has changed since it was looked
   *     at
   * @throws ApiFailure if the API server refuses or does not answer
   */
  public Optional<GroupAcl> write(GroupAcl seen, GroupAclStatus status) {
    if (status.equals(seen.getStatus())) {
      return Optional.of(seen);
    }
    GroupAcl resource = new GroupAcl();
    resource.setSpec(seen.getSpec());
    resource.setStatus(status);
    Version version =
        new Version(
            seen.getMetadata().getNamespace(),
            seen.getMetadata().getName(),
            seen.getMetadata().getUid(),
            seen.getMetadata().getResourceVersion());
    return update(resource, version);
  }

  /** What became of a {@link #recordLeaseUid}. */
  public sealed interface Recorded {
    /** The status names this Lease now. */
    record Done(GroupRecord group) implements Recorded {}

    /** The status names a Lease that the caller did not reckon with; nothing was written. */
    record Other(GroupRecord group) implements Recorded {}

    /** The group is gone, or another one has its name. */
    record Gone() implements Recorded {}
  }

  /**
   * Writes down which Lease decides who is in charge of a group; no other part of the status
   * changes.
   *
   * @param groupUid the group's UID
   * @param before the UID that the caller found there, if one was: only that is overwritten
   * @param leaseUid the UID of the Lease that was made
   * @param term the term in it: should it be lost, terms go on from there
   * @throws ApiFailure if the API server refuses, does not answer, or the group changes all the
   *     time
   */
  public Recorded recordLeaseUid(
      String namespace,
      String name,
      String groupUid,
      @Nullable String before,
      String leaseUid,
      long term) {
    for (int tries = 1; ; tries++) {
      Optional<GroupRecord> found = newest(namespace, name, groupUid);
      if (found.isEmpty()) {
        return new Recorded.Gone();
      }
      String there = found.get().status().leaseUid();
      Long termThere = found.get().status().term();
      long newTerm = termThere == null ? term : Math.max(termThere, term);
      if (leaseUid.equals(there) && Objects.equals(newTerm, termThere)) {
        return new Recorded.Done(found.get());
      }
      if (!leaseUid.equals(there) && !Objects.equals(there, before)) {
        return new Recorded.Other(found.get());
      }
      try {
        return new Recorded.Done(
            requests.mergeStatus(found.get(), Map.of("leaseUid", leaseUid, "term", newTerm)));
      } catch (KubernetesClientException e) {
        ApiFailure failure = ApiFailure.of("write the status of group " + name, e);
        boolean changedMeanwhile =
            failure.kind() == ApiFailure.Kind.CONFLICT
                || failure.kind() == ApiFailure.Kind.NOT_FOUND;
        // Whoever was faster has changed something else, or the next look tells.
        if (!changedMeanwhile || tries == MOST_TRIES) {
          throw failure;
        }
      }
    }
  }

  private Optional<GroupRecord> newest(String namespace, String name, String uid) {
    return groups.read(namespace, name).filter(group -> group.uid().equals(uid));
  }

  private record Version(String namespace, String name, String uid, String resourceVersion) {}

  /** Empty if the version is not the newest any more. */
  private <T extends CustomResource<?, ?>> Optional<T> update(T resource, Version version) {
    resource.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(version.namespace())
            .withName(version.name())
            .withUid(version.uid())
            .withResourceVersion(version.resourceVersion())
            .build());
    try {
      return Optional.of(client.resource(resource).updateStatus());
    } catch (KubernetesClientException e) {
      ApiFailure failure =
          ApiFailure.of(
              "write the status of %s %s/%s"
                  .formatted(resource.getKind(), version.namespace(), version.name()),
              e);
      return switch (failure.kind()) {
        case CONFLICT, NOT_FOUND -> Optional.empty();
        case UNREACHABLE, FORBIDDEN, INVALID, OTHER -> throw failure;
      };
    }
  }
}
