package dev.understudy.election;

import static dev.understudy.election.Given.WALL;
import static dev.understudy.election.Given.ref;
import static dev.understudy.election.Given.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When an id counts as used by several clients at once. The timeout is 60 s. */
class SharingTest {
  private static final Timing TIMING = new Timing(seconds(60), seconds(3));

  private Signs signs = Signs.NONE.registeredAnew();

  /** A heartbeat so many seconds after the one before it. */
  private SharingTest heard(@Nullable String instance, @Nullable String peer, double after) {
    return heard(instance, peer, new Arrival(WALL, seconds(after), seconds(60)));
  }

  private SharingTest heard(@Nullable String instance, @Nullable String peer, Arrival arrival) {
    signs =
        signs.heard(new Beat(ref("a"), 1, 50, null, null, null, instance, peer, false), arrival);
    return this;
  }

  private SharingTest from(String peer, double after) {
    return heard(null, peer, after);
  }

  /** For how long it counts as shared after the last heartbeat. */
  private Optional<Double> shared() {
    SessionLease lease = new SessionLease(ref("a"), "", WALL, "", seconds(60), signs, Pace.UNKNOWN);
    return new SessionView(lease, seconds(1000), seconds(0), null)
        .sharedUntil(signs, TIMING)
        .map(until -> until.minus(seconds(1000)).toMillis() / 1000.0);
  }

  @Test
  void one_client_at_one_address_shares_its_id_with_nobody() {
    from("here", 0).from("here", 30).from("here", 30);

    assertThat(shared()).isEmpty();
    assertThat(signs.sharing()).isNull();
  }

  @Test
  void a_client_that_moves_to_another_address_shares_with_nobody() {
    from("here", 0).from("here", 30).from("there", 30);
    assertThat(shared()).isEmpty();

    from("there", 30).from("there", 31);
    assertThat(shared()).isEmpty();
    assertThat(signs.sharing()).as("what was before is forgotten").isNull();
  }

  @Test
  void a_client_that_comes_back_after_another_within_the_timeout_shares_the_id() {
    from("here", 0).from("there", 20).from("here", 10);

    assertThat(shared()).contains(120.0);
    assertThat(signs.sharing().isByProcess()).isFalse();
  }

  @Test
  void it_must_come_back_within_the_timeout() {
    from("here", 0).from("there", 30).from("here", 30);
    assertThat(shared()).isPresent();

    signs = Signs.NONE;
    from("here", 0).from("there", 30).from("here", 30.001);
    assertThat(shared()).isEmpty();
  }

  @Test
  void it_lasts_for_two_timeouts_after_it_was_seen_last() {
    from("here", 0).from("there", 20).from("here", 10);

    from("here", 50);
    assertThat(shared()).contains(70.0);
    from("here", 69.999);
    assertThat(shared()).contains(0.001);
    from("here", 0.001);
    assertThat(shared()).isEmpty();
    assertThat(signs.sharing()).isNull();
  }

  @Test
  void three_clients_in_turn_share_the_id_too() {
    from("one", 0).from("two", 10).from("three", 10);
    assertThat(shared()).isEmpty();

    from("one", 10);
    assertThat(shared()).contains(120.0);
  }

  @Test
  void processes_tell_better_than_addresses() {
    heard("p", "here", 0).heard("p", "there", 20).heard("p", "here", 10);
    assertThat(shared()).as("one process that comes by two proxies").isEmpty();

    signs = Signs.NONE;
    heard("p", "here", 0).heard("q", "here", 20).heard("p", "here", 10);
    assertThat(shared()).as("two processes of one machine").isPresent();
    assertThat(signs.sharing().isByProcess()).isTrue();
  }

  @Test
  void a_client_that_does_not_tell_its_process_is_told_by_its_address() {
    heard("p", "here", 0).heard(null, "there", 20).heard("p", "here", 10);

    assertThat(shared()).isPresent();
    assertThat(signs.sharing().isByProcess()).isFalse();
  }

  @Test
  void what_is_not_known_tells_nothing() {
    heard(null, null, 0).heard(null, "here", 20).heard(null, null, 10);

    assertThat(shared()).isEmpty();
  }

  @Test
  void where_nobody_knows_how_much_time_has_passed_nobody_is_blamed_anew() {
    from("here", 0).from("there", 20).heard(null, "here", new Arrival(WALL, null, seconds(60)));
    assertThat(shared()).isEmpty();

    from("there", 10).from("here", 10);
    assertThat(shared()).isPresent();
    heard(null, "here", new Arrival(WALL, null, seconds(60)));
    assertThat(shared()).as("what was known stands").contains(120.0);
  }

  @Test
  void a_heartbeat_that_was_overtaken_tells_nothing_of_who_comes_back() {
    from("here", 0).from("there", 20);
    Beat late = new Beat(ref("a"), 1, 50, null, null, null, null, "here", true);
    signs = signs.heard(late, new Arrival(WALL, seconds(1), seconds(60)));

    assertThat(shared()).isEmpty();
  }

  @Test
  void a_registration_does_not_hide_it() {
    from("here", 0).from("there", 20).from("here", 10);
    signs = signs.registeredAnew();

    assertThat(shared()).contains(120.0);
  }
}
