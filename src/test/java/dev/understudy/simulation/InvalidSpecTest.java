package dev.understudy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.FailoverGroupSpec;
import dev.understudy.group.Coordinator;
import dev.understudy.group.GroupKey;
import dev.understudy.group.Refusal;
import dev.understudy.resource.GroupRecord;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A group whose specification cannot be honoured, as those learn who ask a replica for it. */
class InvalidSpecTest {
  private static final GroupKey KEY = new GroupKey("plant", "valves");

  private final Cluster cluster = Cluster.of(1, Duration.ofSeconds(10));
  private final Coordinator coordinator = cluster.replica(0).coordinator();

  private static GroupRecord group(long version, Duration timeout) {
    FailoverGroup group = new FailoverGroup();
    group.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(KEY.namespace())
            .withName(KEY.name())
            .withUid("uid-of-valves")
            .withResourceVersion(Long.toString(version))
            .withGeneration(version)
            .build());
    group.setSpec(FailoverGroupSpec.configured(null, null, null, timeout, null));
    return GroupRecord.of(group);
  }

  /** What a look at the group gives, or why there is none. */
  private Object look() {
    Object[] result = new Object[1];
    var _ =
        coordinator
            .look(KEY)
            .whenComplete((facts, error) -> result[0] = error == null ? facts : error);
    cluster.await("an answer", Duration.ofSeconds(1), () -> result[0] != null);
    return result[0];
  }

  private static Refusal refusal(@Nullable Object answer) {
    assertThat(answer).isInstanceOf(Refusal.class);
    return (Refusal) answer;
  }

  @Test
  void a_group_that_was_never_valid_is_refused_with_the_field_the_value_and_what_to_do() {
    coordinator.resource(group(1, Duration.ofMillis(1)));

    Refusal refusal = refusal(look());
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(refusal.reason())
        .isEqualTo(
            "The FailoverGroup 'valves' cannot be served: spec.failoverTimeout is '1ms': the"
                + " failover timeout is a duration from 2s to 24h.");
    assertThat(refusal.resolution())
        .isEqualTo("Correct the FailoverGroup: write it like 1m30s, 20s or 500ms.");
    assertThat(refusal.retryAfter()).isPresent();
  }

  @Test
  void its_heartbeats_are_told_so_too() {
    coordinator.resource(group(1, Duration.ofMillis(1)));
    HttpResult[] result = new HttpResult[1];

    new Network(
            cluster.world(),
            cluster.history(),
            KEY,
            new Link(cluster.world().random("there")),
            new Link(cluster.world().random("back")))
        .heartbeat(
            cluster.replica(0),
            new Network.Beat("a", 50, null, null, null, null, "a"),
            told -> result[0] = told);
    cluster.await("an answer", Duration.ofSeconds(1), () -> result[0] != null);

    assertThat(result[0]).isEqualTo(new HttpResult.Refused(Refusal.Kind.UNAVAILABLE));
  }

  @Test
  void once_it_is_corrected_it_is_served() {
    coordinator.resource(group(1, Duration.ofMillis(1)));
    coordinator.resource(group(2, Duration.ofSeconds(20)));

    assertThat(look()).isInstanceOf(Coordinator.Facts.class);
  }

  @Test
  void one_that_was_valid_once_is_served_by_its_last_good_specification() {
    coordinator.resource(group(1, Duration.ofSeconds(20)));
    coordinator.resource(group(2, Duration.ofMillis(1)));

    Coordinator.Facts facts = (Coordinator.Facts) look();
    assertThat(facts.resource().settings().timing().timeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(facts.unserved()).isEmpty();
  }

  @Test
  void what_was_wrong_with_a_group_is_forgotten_with_it() {
    coordinator.resource(group(1, Duration.ofMillis(1)));
    coordinator.removed(KEY);

    assertThat(refusal(look()).reason()).doesNotContain("failover timeout");
  }
}
