package dev.understudy.operator;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps resources from being reconciled: told once for each resource and reason, with the
 * delay until the next try, which grows. Thread-safe.
 */
final class Troubles {

  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private record Trouble(String reason, Duration delay) {}

  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

  /** A resource met this trouble; says when to try again. */
  Duration met(String resource, String reason) {
    Trouble before = troubles.get(resource);
    boolean same = before != null && before.reason().equals(reason);
    Duration delay = before == null ? FIRST : doubled(before.delay());
    troubles.put(resource, new Trouble(reason, delay));
    if (same) {
      LOG.debug("{}: {}; trying again in {}", resource, reason, delay);
    } else {
      LOG.warn("{}: {}; trying again with a growing delay", resource, reason);
    }
    return delay;
  }

  /** A resource was reconciled. */
  void over(String resource) {
    if (troubles.remove(resource) != null) {
      LOG.info("{}: reconciled again", resource);
    }
  }

  private static Duration doubled(Duration delay) {
    Duration twice = delay.multipliedBy(2);
    return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
  }
}
