package dev.understudy.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.api.SessionStatus;
import dev.understudy.api.Sessions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusPaceTest {

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  private Duration now = Duration.ofDays(1);
  private final StatusPace pace = new StatusPace(() -> now, () -> 0.5);

  private static FailoverGroupStatus status(
      String primary, @Nullable Instant dataTime, int live, double score) {
    return new FailoverGroupStatus(
        1L,
        "g",
        primary,
        null,
        1L,
        TIME,
        dataTime,
        null,
        0L,
        null,
        new Sessions(
            live,
            2,
            List.of(new SessionStatus(primary, SessionStatus.Role.PRIMARY, score, null)),
            1),
        List.of());
  }

  private final FailoverGroupStatus stands = status("A", TIME, 2, 50);
  private final FailoverGroupStatus newData = status("A", TIME.plusSeconds(60), 2, 60);
  private final FailoverGroupStatus oneLess = status("A", TIME, 1, 50);
  private final FailoverGroupStatus newPrimary = status("B", TIME, 2, 50);

  @Test
  void a_new_primary_is_written_at_once_however_often() {
    for (int i = 0; i < 100; i++) {
      assertThat(pace.due("g", stands, newPrimary)).isZero();
      pace.written("g");
    }
  }

  @Test
  void a_data_time_is_written_after_five_minutes_with_a_jitter() {
    pace.written("g");

    assertThat(pace.due("g", stands, newData)).isEqualTo(Duration.ofMinutes(5).plusSeconds(30));
    now = now.plus(Duration.ofMinutes(5));
    assertThat(pace.due("g", stands, newData)).isZero();
  }

  @Test
  void a_session_that_goes_is_written_after_seconds() {
    pace.written("g");

    assertThat(pace.due("g", stands, oneLess)).isEqualTo(Duration.ofSeconds(11));
    now = now.plus(StatusPace.SESSIONS);
    assertThat(pace.due("g", stands, oneLess)).isZero();
  }

  @Test
  void a_replica_that_starts_does_not_write_all_at_once() {
    assertThat(pace.due("g", stands, newData)).isPositive();
  }

  @Test
  void what_is_not_urgent_is_written_five_times_a_second() {
    for (int i = 0; i < 20; i++) {
      pace.written("g" + i);
    }
    now = now.plus(Duration.ofHours(1));

    assertThat(written()).isEqualTo(5);
    now = now.plusMillis(200);
    assertThat(written()).isEqualTo(1);
    now = now.plusSeconds(60);
    assertThat(written()).isEqualTo(5);
  }

  private long written() {
    long written = 0;
    for (int i = 0; i < 20; i++) {
      written += pace.due("g" + i, stands, newData).isZero() ? 1 : 0;
    }
    return written;
  }

  @Test
  void an_unchanged_status_is_looked_at_again_after_minutes() {
    assertThat(pace.due("g", stands, stands)).isGreaterThan(StatusPace.SLOW);
  }
}
