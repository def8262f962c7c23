package dev.understudy.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Lease that cannot be read is told apart, and says in words what is wrong with it. */
class UnreadableLeaseTest {
  private static final Lease GROUP = Samples.group(Samples.full(), 1).raw();
  private static final Lease SESSION =
      Samples.storedSession(Samples.session(Samples.OTHER, 9), 1).raw();

  @Test
  void a_newer_format_is_left_alone() {
    assertThat(problem(Samples.annotated(GROUP, "format", "2")))
        .isEqualTo("Lease plant/fg.line-7: its format is 2 and this version reads format 1");
    assertThat(problem(Samples.annotated(SESSION, "format", "2")))
        .isEqualTo("Lease plant/fs.x: its format is 2 and this version reads format 1");
  }

  @Test
  void another_programs_lease_of_that_name_is_left_alone() {
    Lease foreign =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace("plant")
            .withName("fg.line-7")
            .endMetadata()
            .build();

    assertThat(problem(foreign))
        .isEqualTo(
            "Lease plant/fg.line-7: it has no annotation understudy.dev/format, so another program"
                + " has made it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "absent",
      value = {
        "format              | one            | reads 'one', which is no whole number from 0 up",
        "phase               | asleep         | reads 'asleep', which is no phase",
        "phase               | absent         | it has no annotation understudy.dev/phase",
        "cause               | Boredom        | reads 'Boredom', which is no known cause",
        "cause               | absent         | it has no annotation understudy.dev/cause",
        "grant-cause         | elected        | reads 'elected', which is no known cause",
        "holder-id           | ''             | reads '', which is no name",
        "holder-id           | absent         | it has no annotation understudy.dev/holder-id",
        "holder-uid          | absent         | it has no annotation understudy.dev/holder-uid",
        "holder-gone         | maybe          | reads 'maybe', which is neither true nor absent",
        "holder-beats        | 1.5            | reads '1.5', which is no whole number from 0 up",
        "holder-registration | 2147483648     | which is no whole number from 0 up",
        "holder-score        | high           | reads 'high', which is no number",
        "holder-data-time    | noon           | reads 'noon', which is no time",
        "timeout             | 10s            | reads '10s', which is no duration above zero",
        "timeout             | PT0S           | reads 'PT0S', which is no duration above zero",
        "timeout             | absent         | it has no annotation understudy.dev/timeout",
        "grace               | -PT1S          | reads '-PT1S', which is no duration from zero up",
        "renewals            | -1             | reads '-1', which is no whole number from 0 up",
        "candidate-id        | %zz            | reads '%zz', which is no name",
        "candidate-uid       | ''             | reads '', which is no name",
        "previous-id         | absent         | it has no annotation understudy.dev/previous-id",
        "previous-term       | x              | reads 'x', which is no whole number from 0 up",
        "passed-over         | uid-c          | reads 'uid-c', which is no list of session=beats",
        "passed-over         | uid-c=-4       | which is no list of session=beats",
        "passed-over         | uid-c=4,       | which is no list of session=beats",
        "expired-overrides   | B@soon         | reads 'B@soon', which is no list of session@time",
        "expired-overrides   | B              | reads 'B', which is no list of session@time",
        "generation          | 99999999999999999999 | which is no whole number from 0 up",
        "group-uid           | absent         | it has no annotation understudy.dev/group-uid",
        "group-id            | ''             | reads '', which is no name"
      })
  void a_broken_group_lease_says_what_is_broken(String key, String value, String problem) {
    assertThat(problem(Samples.annotated(GROUP, key, value)))
        .startsWith("Lease plant/fg.line-7: ")
        .contains(problem)
        .contains("understudy.dev/" + key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "absent",
      value = {
        "session-id      | ''        | reads '', which is no name",
        "registered      | yesterday | reads 'yesterday', which is no time",
        "registered      | absent    | it has no annotation understudy.dev/registered",
        "timeout         | PT-1S     | reads 'PT-1S', which is no duration above zero",
        "ticks           | 5,x       | reads '5,x', which is no list of durations",
        "pending-replies | -1        | reads '-1', which is no whole number from 0 up",
        "told-secondary  | x         | reads 'x', which is no whole number from 0 up",
        "beats           | x         | reads 'x', which is no whole number from 0 up",
        "group-uid       | absent    | it has no annotation understudy.dev/group-uid"
      })
  void a_broken_session_lease_says_what_is_broken(String key, String value, String problem) {
    assertThat(problem(Samples.annotated(SESSION, key, value)))
        .startsWith("Lease plant/fs.x: ")
        .contains(problem)
        .contains("understudy.dev/" + key);
  }

  @Test
  void a_candidate_without_a_session_must_be_pinned() {
    Lease unpinned = Samples.annotated(GROUP, "candidate-pinned", null);

    assertThat(problem(Samples.annotated(unpinned, "candidate-uid", null)))
        .contains("it has no annotation understudy.dev/candidate-uid");
  }

  @Test
  void a_negative_term_is_no_term() {
    Lease negative = new LeaseBuilder(GROUP).build();
    negative.getSpec().setLeaseTransitions(-1);

    assertThat(problem(negative)).endsWith("its leaseTransitions is -1, below 0");
  }

  @Test
  void a_lease_without_a_spec_is_at_term_zero() {
    Lease bare = new LeaseBuilder(GROUP).withSpec(null).build();

    assertThat(StoredLease.of(bare))
        .isInstanceOfSatisfying(
            StoredGroup.class, group -> assertThat(group.lease().term()).isZero());
  }

  private static String problem(Lease lease) {
    StoredLease read = StoredLease.of(lease);
    assertThat(read).isInstanceOf(UnreadableLease.class);
    assertThat(read.raw()).isEqualTo(lease);
    return ((UnreadableLease) read).problem();
  }
}
