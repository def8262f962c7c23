package dev.understudy.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher.Action;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The watch of Leases, event by event, on a virtual clock. */
class LeaseWatchTest {
  private static final Duration SETTLING = Duration.ofMillis(100);

  private final ManualTasks tasks = new ManualTasks();
  private final ScriptedFeed feed = new ScriptedFeed();
  private final HeardEvents heard = new HeardEvents();
  private final LeaseWatch watch = new LeaseWatch(feed, heard, tasks, tasks::nanoTime);

  @Test
  void it_lists_and_then_watches_from_there() {
    start();
    feed.last().shows(Action.ADDED, 101);
    feed.last().shows(Action.MODIFIED, 102);
    feed.last().shows(Action.DELETED, 103);
    tasks.runAll();

    assertThat(heard.words())
        .containsExactly("listed 100", "changed 101", "changed 102", "deleted 103");
    assertThat(feed.last().from).isEqualTo("100");
    assertThat(watch.isRunning()).isTrue();
  }

  @Test
  void a_broken_watch_goes_on_from_the_last_version_shown() {
    start();
    feed.last().shows(Action.MODIFIED, 102);
    pass(Duration.ofSeconds(3));
    feed.last().breaks();
    tasks.runAll();
    assertThat(watch.isRunning()).isFalse();
    pass(Duration.ofMillis(50).plus(SETTLING));

    assertThat(feed.last().from).isEqualTo("102");
    assertThat(feed.lists).isEqualTo(1);
    assertThat(heard.words()).containsExactly("listed 100", "changed 102", "resumed after PT3.15S");
    assertThat(watch.isRunning()).isTrue();
  }

  @Test
  void it_says_once_and_at_once_that_nothing_is_seen_any_more() {
    start();
    feed.last().shows(Action.MODIFIED, 102);
    pass(Duration.ofSeconds(3));
    assertThat(heard.interruptions).isEmpty();
    feed.last().breaks();
    tasks.runAll();

    assertThat(heard.interruptions).containsExactly(Duration.ofSeconds(3));
    pass(Duration.ofMillis(50).plus(SETTLING));
    assertThat(heard.interruptions).hasSize(1);
  }

  @Test
  void a_bookmark_moves_the_version_and_is_not_told() {
    start();
    feed.last().shows(Action.BOOKMARK, 150);
    feed.last().breaks();
    pass(Duration.ofSeconds(1));

    assertThat(feed.last().from).isEqualTo("150");
    assertThat(heard.words()).containsExactly("listed 100", "resumed after PT0.15S");
  }

  @Test
  void it_says_that_it_was_blind_before_it_says_what_it_then_sees() {
    start();
    feed.whileOpening = () -> feed.last().shows(Action.MODIFIED, 104);
    feed.last().breaks();
    pass(Duration.ofSeconds(1));

    assertThat(heard.words()).containsExactly("listed 100", "resumed after PT0.15S", "changed 104");
  }

  @Test
  void a_forgotten_version_is_listed_anew_and_the_blindness_is_told_first() {
    start();
    feed.last().shows(Action.MODIFIED, 102);
    pass(Duration.ofSeconds(2));
    feed.version = 500;
    feed.last().isForgotten();
    pass(Duration.ofSeconds(1));

    assertThat(heard.words())
        .containsExactly("listed 100", "changed 102", "resumed after PT2.05S", "listed 500");
    assertThat(feed.last().from).isEqualTo("500");
  }

  @Test
  void a_version_that_is_refused_as_forgotten_is_listed_anew() {
    start();
    feed.last().breaks();
    feed.refusal = ScriptedFeed.refusal(410);
    pass(Duration.ofMillis(60));
    feed.refusal = null;
    pass(Duration.ofSeconds(1));

    assertThat(feed.lists).isEqualTo(2);
    assertThat(feed.watches).hasSize(2);
  }

  @Test
  void an_outage_is_told_whole_and_once() {
    start();
    feed.last().breaks();
    feed.refusal = new KubernetesClientException("Connection refused");
    pass(Duration.ofSeconds(10));
    feed.refusal = null;
    pass(Duration.ofSeconds(2));

    assertThat(heard.only(HeardEvents.Resumed.class))
        .singleElement()
        .satisfies(
            resumed ->
                assertThat(resumed.blind())
                    .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12)));
  }

  @Test
  void attempts_become_rarer_up_to_one_in_two_seconds() {
    start();
    feed.last().breaks();
    feed.whileOpening =
        () -> {
          throw new KubernetesClientException("Connection refused");
        };
    pass(Duration.ofSeconds(60));

    assertThat(feed.watches).hasSizeBetween(30, 40);
  }

  @Test
  void a_start_without_an_api_server_is_no_blindness() {
    feed.refusal = new KubernetesClientException("Connection refused");
    start();
    pass(Duration.ofSeconds(10));
    feed.refusal = null;
    pass(Duration.ofSeconds(2));

    assertThat(heard.words()).containsExactly("listed 100");
    assertThat(watch.isRunning()).isTrue();
  }

  @Test
  void a_list_whose_watch_could_not_be_opened_is_not_made_again() {
    feed.whileOpening =
        () -> {
          throw new KubernetesClientException("Connection refused");
        };
    start();
    feed.whileOpening = () -> {};
    pass(Duration.ofSeconds(1));

    assertThat(heard.words()).containsExactly("listed 100", "resumed after PT0.25S");
    assertThat(feed.lists).isEqualTo(1);
  }

  @Test
  void a_watch_that_ends_at_once_did_not_run() {
    start();
    feed.last().breaks();
    feed.whileOpening = () -> feed.last().breaks();
    pass(Duration.ofSeconds(10));
    feed.whileOpening = () -> {};
    pass(Duration.ofSeconds(2));

    assertThat(heard.only(HeardEvents.Resumed.class).getLast().blind())
        .isGreaterThan(Duration.ofSeconds(10));
    assertThat(feed.watches).hasSizeLessThan(15);
    assertThat(watch.isRunning()).isTrue();
  }

  @Test
  void a_watch_that_shows_something_and_ends_while_it_is_opened_is_opened_again() {
    start();
    feed.last().breaks();
    feed.whileOpening =
        () -> {
          feed.last().shows(Action.MODIFIED, 104);
          feed.last().breaks();
          feed.whileOpening = () -> {};
        };
    pass(Duration.ofSeconds(2));

    assertThat(feed.watches).hasSize(3);
    assertThat(feed.last().from).isEqualTo("104");
    assertThat(feed.last().closed).isFalse();
    assertThat(watch.isRunning()).isTrue();
  }

  @Test
  void a_watch_of_a_forgotten_version_that_opens_nevertheless_is_no_resumption() {
    start();
    feed.last().breaks();
    feed.whileOpening = () -> feed.last().isForgotten();
    pass(Duration.ofMillis(60));
    feed.whileOpening = () -> {};
    feed.version = 500;
    pass(Duration.ofSeconds(1));

    assertThat(heard.words()).containsExactly("listed 100", "resumed after PT0.25S", "listed 500");
  }

  @Test
  void an_api_server_that_was_set_back_meanwhile_is_listed_anew() {
    start();
    feed.last().shows(Action.MODIFIED, 900);
    feed.last().breaks();
    tasks.runAll();
    feed.version = 200;
    pass(Duration.ofSeconds(1));

    assertThat(heard.words())
        .containsExactly("listed 100", "changed 900", "resumed after PT0.05S", "listed 200");
    assertThat(feed.last().from).isEqualTo("200");
  }

  @Test
  void a_listener_that_fails_does_not_end_the_watch() {
    LeaseListener failing =
        new LeaseListener() {
          @Override
          public void listed(@Nullable String namespace, List<StoredLease> leases, long version) {
            throw new IllegalStateException("listed");
          }

          @Override
          public void changed(StoredLease lease) {
            heard.changed(lease);
            throw new IllegalStateException("changed");
          }

          @Override
          public void deleted(StoredLease lease) {}

          @Override
          public void resumed(@Nullable String namespace, Duration blind) {}
        };
    LeaseWatch fragile = new LeaseWatch(feed, failing, tasks, tasks::nanoTime);
    fragile.start();
    tasks.runAll();
    feed.last().shows(Action.MODIFIED, 101);
    feed.last().shows(Action.MODIFIED, 102);
    tasks.runAll();

    assertThat(heard.words()).containsExactly("changed 101", "changed 102");
  }

  // Silence

  @Test
  void a_silent_watch_is_replaced_from_where_it_is_without_a_word() {
    start();
    ScriptedFeed.Opened first = feed.last();
    feed.version = 300;
    pass(Duration.ofSeconds(6));

    assertThat(feed.watches).hasSize(2);
    assertThat(feed.last().from).isEqualTo("100");
    assertThat(first.closed).isTrue();
    assertThat(feed.last().closed).isFalse();
    assertThat(heard.words()).containsExactly("listed 100");
  }

  @Test
  void a_busy_watch_is_left_alone() {
    start();
    for (long version = 101; version < 131; version++) {
      feed.last().shows(Action.MODIFIED, version);
      pass(Duration.ofSeconds(4));
    }

    assertThat(feed.watches).hasSize(1);
  }

  @Test
  void what_a_half_open_watch_did_not_show_is_told_after_the_blindness() {
    start();
    feed.last().shows(Action.MODIFIED, 101);
    tasks.runAll();
    feed.version = 110;
    pass(Duration.ofSeconds(6));
    feed.last().shows(Action.MODIFIED, 108);
    feed.last().shows(Action.MODIFIED, 110);
    feed.last().shows(Action.MODIFIED, 112);
    tasks.runAll();

    assertThat(heard.words())
        .containsExactly(
            "listed 100",
            "changed 101",
            "resumed after PT6S",
            "changed 108",
            "changed 110",
            "changed 112");
  }

  @Test
  void what_happens_after_a_silent_watch_was_replaced_is_no_blindness() {
    start();
    feed.version = 110;
    pass(Duration.ofSeconds(6));
    feed.last().shows(Action.MODIFIED, 111);
    tasks.runAll();

    assertThat(heard.words()).containsExactly("listed 100", "changed 111");
  }

  @Test
  void what_both_watches_show_is_told_once() {
    start();
    ScriptedFeed.Opened first = feed.last();
    feed.whileOpening = () -> first.shows(Action.MODIFIED, 101);
    pass(Duration.ofSeconds(6));
    feed.last().shows(Action.MODIFIED, 101);
    first.shows(Action.MODIFIED, 102);
    feed.last().shows(Action.MODIFIED, 102);
    tasks.runAll();

    assertThat(heard.words()).containsExactly("listed 100", "changed 101", "changed 102");
  }

  @Test
  void a_silent_watch_that_cannot_be_replaced_counts_as_broken() {
    start();
    ScriptedFeed.Opened first = feed.last();
    feed.refusal = new KubernetesClientException("timeout");
    pass(Duration.ofSeconds(6));
    assertThat(watch.isRunning()).isFalse();
    assertThat(first.closed).isTrue();

    feed.refusal = null;
    pass(Duration.ofSeconds(2));

    assertThat(watch.isRunning()).isTrue();
    assertThat(heard.only(HeardEvents.Resumed.class))
        .singleElement()
        .satisfies(resumed -> assertThat(resumed.blind()).isGreaterThan(Duration.ofSeconds(5)));
  }

  @Test
  void a_silent_watch_that_breaks_while_it_is_replaced_is_replaced_once() {
    start();
    ScriptedFeed.Opened first = feed.last();
    feed.whileOpening = first::breaks;
    pass(Duration.ofSeconds(6));
    feed.whileOpening = () -> {};
    pass(Duration.ofSeconds(2));

    assertThat(feed.watches).hasSize(2);
    assertThat(feed.last().closed).isFalse();
    assertThat(watch.isRunning()).isTrue();
  }

  @Test
  void an_api_server_that_was_set_back_is_listed_anew() {
    start();
    feed.last().shows(Action.MODIFIED, 900);
    tasks.runAll();
    feed.version = 200;
    pass(Duration.ofSeconds(7));
    feed.last().shows(Action.MODIFIED, 201);
    tasks.runAll();

    assertThat(heard.words())
        .containsExactly(
            "listed 100", "changed 900", "resumed after PT5.9S", "listed 200", "changed 201");
    assertThat(feed.last().from).isEqualTo("200");
  }

  // The end

  @Test
  void a_closed_watch_says_nothing_more() {
    start();
    feed.last().shows(Action.MODIFIED, 101);
    watch.close();
    tasks.runAll();
    pass(Duration.ofMinutes(1));

    assertThat(heard.words()).containsExactly("listed 100");
    assertThat(feed.watches).singleElement().satisfies(w -> assertThat(w.closed).isTrue());
    assertThat(watch.isRunning()).isFalse();
  }

  @Test
  void a_watch_that_is_closed_while_it_is_opened_leaves_nothing_open() {
    feed.whileOpening = watch::close;
    start();

    assertThat(feed.watches).singleElement().satisfies(w -> assertThat(w.closed).isTrue());
    assertThat(watch.isRunning()).isFalse();
  }

  private void start() {
    watch.start();
    pass(SETTLING);
  }

  private void pass(Duration time) {
    tasks.pass(time);
  }
}
