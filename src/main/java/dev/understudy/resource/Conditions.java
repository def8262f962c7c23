package dev.understudy.resource;

import dev.understudy.api.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The conditions of a resource while they are being brought up to date. A condition's time changes
 * only with its status; conditions of other types, which another version may have written, stay.
 * Not thread-safe.
 */
public final class Conditions {

  private final Map<String, Condition> before = new LinkedHashMap<>();
  private final Map<String, Condition> now = new LinkedHashMap<>();
  private final long generation;
  private final Instant time;

  /**
   * @param before the conditions as they stand
   * @param generation the generation that the new ones speak of
   * @param time when a status that changes has changed
   */
  public Conditions(List<Condition> before, long generation, Instant time) {
    before.forEach(condition -> this.before.put(condition.type(), condition));
    now.putAll(this.before);
    this.generation = generation;
    this.time = time.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Says that an aspect holds. */
  public Conditions isTrue(ConditionType type, Reason reason, String message) {
    return set(type, Condition.Status.TRUE, reason, message);
  }

  /** Says that an aspect does not hold. */
  public Conditions isFalse(ConditionType type, Reason reason, String message) {
    return set(type, Condition.Status.FALSE, reason, message);
  }

  /** Says that nobody knows whether an aspect holds. */
  public Conditions isUnknown(ConditionType type, Reason reason, String message) {
    return set(type, Condition.Status.UNKNOWN, reason, message);
  }

  /** Takes out a condition that stands only while it is true. */
  public Conditions isAbsent(ConditionType type) {
    now.remove(type.word());
    return this;
  }

  /** A condition as it stands now. */
  public Optional<Condition> get(ConditionType type) {
    return Optional.ofNullable(now.get(type.word()));
  }

  /** All conditions: ours in the order of the types, then all others. */
  public List<Condition> list() {
    Map<String, Condition> left = new LinkedHashMap<>(now);
    List<Condition> ordered = new ArrayList<>();
    for (ConditionType type : ConditionType.values()) {
      Condition condition = left.remove(type.word());
      if (condition != null) {
        ordered.add(condition);
      }
    }
    ordered.addAll(left.values());
    return List.copyOf(ordered);
  }

  private Conditions set(
      ConditionType type, Condition.Status status, Reason reason, String message) {
    Condition old = before.get(type.word());
    Instant since = old != null && old.status() == status ? old.lastTransitionTime() : time;
    now.put(
        type.word(), new Condition(type.word(), status, generation, since, reason.word(), message));
    return this;
  }
}
