package dev.understudy.election;

import org.jspecify.annotations.Nullable;

/**
 * Who sends under a session's id, as far as is known.
 *
 * @param instance the process, where the client tells
 * @param peer a fingerprint of its address, where known
 */
public record Caller(@Nullable String instance, @Nullable String peer) {

  /**
   * Whether it is somebody else than the given one. Processes tell best; where either side does not
   * tell its process, addresses do.
   */
  boolean isOtherThan(Caller that) {
    if (instance != null && that.instance != null) {
      return !instance.equals(that.instance);
    }
    return peer != null && that.peer != null && !peer.equals(that.peer);
  }
}
