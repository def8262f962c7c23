package dev.understudy.auth;

import java.time.Instant;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was verified before, for a while: those that were asked for least recently make room for new
 * ones. Thread-safe.
 *
 * @param <V> what is known of a secret
 */
final class Remembered<V> {

  private record Entry<V>(V value, Instant until) {}

  private final int most;
  private final LinkedHashMap<Fingerprint, Entry<V>> entries = new LinkedHashMap<>(64, 0.75f, true);

  /** Remembers so many at most. */
  Remembered(int most) {
    this.most = most;
  }

  /** What is known, if it still holds. */
  synchronized @Nullable V find(Fingerprint fingerprint, Instant now) {
    Entry<V> entry = entries.get(fingerprint);
    if (entry == null) {
      return null;
    }
    if (!now.isBefore(entry.until())) {
      entries.remove(fingerprint);
      return null;
    }
    return entry.value();
  }

  /** Remembers something until a moment. */
  synchronized void put(Fingerprint fingerprint, V value, Instant until) {
    entries.put(fingerprint, new Entry<>(value, until));
    if (entries.size() > most) {
      entries.pollFirstEntry();
    }
  }
}
