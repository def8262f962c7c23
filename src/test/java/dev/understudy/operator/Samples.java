package dev.understudy.operator;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.FailoverGroupSpec;
import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.api.LastTransition;
import dev.understudy.api.SessionStatus;
import dev.understudy.api.Sessions;
import dev.understudy.group.GroupStatusFacts;
import dev.understudy.group.GroupStatusFacts.Vacancy;
import dev.understudy.resource.GroupRecord;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Groups and what is seen of them, for tests. */
final class Samples {
  static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant LATE = Instant.parse("2026-01-01T01:00:00Z");

  private Samples() {}

  static GroupRecord group(long generation, @Nullable FailoverGroupStatus status) {
    return group(generation, status, Duration.ofSeconds(20));
  }

  static GroupRecord group(
      long generation, @Nullable FailoverGroupStatus status, Duration timeout) {
    FailoverGroup group = new FailoverGroup();
    group.setMetadata(
        new ObjectMetaBuilder()
            .withName("g")
            .withNamespace("n")
            .withUid("uid")
            .withResourceVersion("1")
            .withGeneration(generation)
            .build());
    group.setSpec(FailoverGroupSpec.configured(null, null, null, timeout, null));
    group.setStatus(status);
    return GroupRecord.of(group);
  }

  static GroupStatusFacts held(long generation, long term, String primary) {
    return held(generation, term, primary, null);
  }

  /** A group of which one id is used by several clients. */
  static GroupStatusFacts shared(String message) {
    return held(1, 1, "A", message);
  }

  private static GroupStatusFacts held(
      long generation, long term, String primary, @Nullable String shared) {
    return new GroupStatusFacts(
        "uid",
        generation,
        primary,
        null,
        null,
        term,
        EARLY,
        "lease",
        EARLY,
        new Sessions(
            1, 1, List.of(new SessionStatus(primary, SessionStatus.Role.PRIMARY, 50.0, null)), 0),
        new LastTransition(EARLY, null, primary, "Elected"),
        0,
        Optional.ofNullable(shared),
        Optional.empty());
  }

  static GroupStatusFacts vacant(long term, Vacancy.Kind kind) {
    return new GroupStatusFacts(
        "uid",
        1,
        null,
        null,
        new Vacancy(kind, "nobody is in charge"),
        term,
        null,
        "lease",
        null,
        new Sessions(0, 0, List.of(), 0),
        null,
        0,
        Optional.empty(),
        Optional.empty());
  }
}
