package dev.understudy.group;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which namespaces this replica has seen the Leases of, and which it does not see at present.
 * Either there is one watch of all namespaces or one of each; an absent namespace stands for all.
 */
final class Sight {
  private final Set<@Nullable String> listed = new HashSet<>();
  private final Map<@Nullable String, Duration> blind = new HashMap<>();

  void listed(@Nullable String namespace) {
    listed.add(namespace);
  }

  void interrupted(@Nullable String namespace, Duration since) {
    blind.putIfAbsent(namespace, since);
  }

  /** Takes note that the watch runs again; says whether it was known to be broken. */
  boolean resumed(@Nullable String namespace) {
    return blind.remove(namespace) != null;
  }

  /** Whether anything has been seen yet. */
  boolean hasBegun() {
    return !listed.isEmpty();
  }

  /** Whether the Leases of a namespace have been seen. */
  boolean isListed(String namespace) {
    return listed.contains(null) || listed.contains(namespace);
  }

  /** Since when nothing may have been seen of a namespace; empty while it is watched. */
  Optional<Duration> blindSince(String namespace) {
    return Optional.ofNullable(blind.get(namespace)).or(() -> Optional.ofNullable(blind.get(null)));
  }
}
