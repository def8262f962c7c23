package dev.understudy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.access.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks that take their time: how many there are at once, and whose. */
class SlowChecksTest {

  private static final Authentication ACCEPTED = new Authentication.Accepted(new Caller.Anyone());

  private final SlowChecks checks = new SlowChecks("checks", 1, 3, 2);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger checked = new AtomicInteger();

  private Authentication check() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    checked.incrementAndGet();
    return ACCEPTED;
  }

  @AfterEach
  void close() {
    gate.countDown();
    checks.close();
  }

  private static Fingerprint secret(int number) {
    return new Fingerprint(number, 0, 0, 0);
  }

  @Test
  void of_one_address_two_are_checked_and_the_rest_is_not() {
    List<CompletableFuture<Authentication>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(checks.run(secret(i), "here", this::check));
    }
    assertThat(all.subList(2, 10))
        .allSatisfy(one -> assertThat(one.join()).isInstanceOf(Authentication.Unavailable.class));
    gate.countDown();
    assertThat(FutureResults.of(all.get(0))).isEqualTo(ACCEPTED);
    assertThat(FutureResults.of(all.get(1))).isEqualTo(ACCEPTED);
    assertThat(checked).hasValue(2);
    assertThat(FutureResults.of(checks.run(secret(20), "here", this::check))).isEqualTo(ACCEPTED);
  }

  @Test
  void of_all_addresses_some_wait_and_the_rest_is_not_checked() {
    List<CompletableFuture<Authentication>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(checks.run(secret(i), "address " + i, this::check));
    }
    assertThat(all.stream().filter(CompletableFuture::isDone)).hasSize(6);
    gate.countDown();
    for (CompletableFuture<Authentication> one : all.subList(0, 4)) {
      assertThat(FutureResults.of(one)).isEqualTo(ACCEPTED);
    }
    assertThat(checked).hasValue(4);
    // Those that were turned away are not counted any more.
    assertThat(FutureResults.of(checks.run(secret(20), "address 9", this::check)))
        .isEqualTo(ACCEPTED);
  }

  @Test
  void the_same_secret_is_checked_once_for_all_who_send_it_meanwhile() {
    CompletableFuture<Authentication> first = checks.run(secret(1), "here", this::check);
    for (int i = 0; i < 100; i++) {
      assertThat(checks.run(secret(1), "here", this::check)).isSameAs(first);
    }
    gate.countDown();
    FutureResults.of(first);
    assertThat(checked).hasValue(1);
  }

  @Test
  void a_check_that_fails_lets_nobody_in() {
    try (LoggedLines logged = new LoggedLines()) {
      Authentication result =
          FutureResults.of(
              checks.run(
                  secret(1),
                  "here",
                  () -> {
                    throw new IllegalStateException("a fault");
                  }));
      assertThat(result).isInstanceOf(Authentication.Unavailable.class);
      assertThat(logged.text()).contains("a fault");
    }
    gate.countDown();
    assertThat(FutureResults.of(checks.run(secret(1), "here", this::check))).isEqualTo(ACCEPTED);
  }
}
