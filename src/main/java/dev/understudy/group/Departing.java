package dev.understudy.group;

import dev.understudy.resource.GroupListener;
import dev.understudy.resource.GroupRecord;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * Waits until groups whose deletion was accepted are gone, so that whoever deleted one does not
 * find it afterwards. Thread-safe.
 */
public final class Departing implements GroupListener {
  private final ConcurrentMap<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

  /** Completes when the group is gone, or after a while: it goes all the same. */
  CompletionStage<Void> gone(String uid, Duration patience) {
    return waiting
        .computeIfAbsent(uid, absent -> new CompletableFuture<>())
        .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((done, error) -> waiting.remove(uid));
  }

  @Override
  public void changed(GroupRecord group) {
    // Only its end matters.
  }

  @Override
  public void removed(GroupRecord group) {
    CompletableFuture<Void> waits = waiting.get(group.uid());
    if (waits != null) {
      waits.complete(null);
    }
  }
}
