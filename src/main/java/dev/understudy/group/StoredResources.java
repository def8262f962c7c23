package dev.understudy.group;

import dev.understudy.election.Settings;
import dev.understudy.resource.Groups;
import dev.understudy.resource.StatusWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The FailoverGroups in the API server, for the coordinator. Thread-safe. */
public final class StoredResources implements GroupResources {
  private final Groups groups;
  private final StatusWriter status;
  private final Executor blocking;

  /**
   * Reads and writes through the given rooms.
   *
   * @param blocking runs the calls, which block; a virtual thread each will do
   */
  public StoredResources(Groups groups, StatusWriter status, Executor blocking) {
    this.groups = groups;
    this.status = status;
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<Optional<GroupResource>> read(GroupKey key, Settings known) {
    return CompletableFuture.supplyAsync(
        () ->
            groups
                .read(key.namespace(), key.name())
                .flatMap(group -> GroupResourceReader.read(group, known)),
        blocking);
  }

  @Override
  public CompletionStage<Boolean> exists(String namespace, String uid) {
    return CompletableFuture.supplyAsync(
        () ->
            groups.list(namespace).stream()
                .filter(group -> group.uid().equals(uid))
                .anyMatch(
                    group ->
                        groups
                            .read(namespace, group.name())
                            .filter(now -> now.uid().equals(uid))
                            .isPresent()),
        blocking);
  }

  @Override
  public CompletionStage<Void> recordLease(GroupResource group, String leaseUid, long term) {
    return CompletableFuture.runAsync(
        () -> {
          GroupKey key = group.key();
          StatusWriter.Recorded recorded =
              status.recordLeaseUid(
                  key.namespace(), key.name(), group.uid(), group.leaseUid(), leaseUid, term);
          if (!(recorded instanceof StatusWriter.Recorded.Done)) {
            throw new IllegalStateException("the status of " + key + " was changed meanwhile");
          }
        },
        blocking);
  }
}
