package dev.understudy.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.FailoverGroupSpec;
import dev.understudy.election.Settings;
import dev.understudy.resource.GroupRecord;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the election needs to know of a FailoverGroup. */
class GroupResourceReaderTest {

  private static GroupRecord group(long version, Duration timeout, @Nullable String deleted) {
    FailoverGroup group = new FailoverGroup();
    group.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("n")
            .withName("g")
            .withUid("uid")
            .withResourceVersion(Long.toString(version))
            .withGeneration(version)
            .withDeletionTimestamp(deleted)
            .build());
    group.setSpec(FailoverGroupSpec.configured(null, null, null, timeout, null));
    return GroupRecord.of(group);
  }

  @Test
  void the_last_good_specification_stands_in_for_one_that_cannot_be_honoured() {
    Settings good =
        GroupResourceReader.read(group(1, Duration.ofSeconds(20), null)).orElseThrow().settings();
    GroupRecord bad = group(7, Duration.ofMillis(1), null);

    GroupResource read = GroupResourceReader.read(bad, good).orElseThrow();

    assertThat(read.settings()).isEqualTo(good);
    assertThat(read.version()).as("as new as it gets").isEqualTo(7);
    assertThat(GroupResourceReader.read(bad)).isEmpty();
  }

  @Test
  void a_group_that_is_being_deleted_drains_whatever_it_says() {
    GroupRecord bad = group(7, Duration.ofMillis(1), "2026-01-01T00:00:00Z");

    assertThat(GroupResourceReader.read(bad).orElseThrow().settings().deleting()).isTrue();
  }
}
