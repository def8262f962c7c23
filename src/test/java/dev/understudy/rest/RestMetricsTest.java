package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.understudy.telemetry.Metric;
import dev.understudy.testing.Scrape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestMetricsTest {
  private final FacadeFixture facade = new FacadeFixture();

  @AfterEach
  void close() {
    facade.close();
  }

  private Scrape scrape() {
    return Scrape.of(facade.telemetry);
  }

  @Test
  void requests_are_counted_by_endpoint_and_status() {
    assertThat(scrape().value(Metric.HTTP_REQUESTS, "heartbeat", "503")).isZero();

    facade.get(FacadeFixture.CLOUD + "/clientfailover");
    facade.get(FacadeFixture.CLOUD + "/clientfailover/groups/absent");
    facade.get("/nowhere");

    assertThat(scrape().value(Metric.HTTP_REQUESTS, "information", "200")).isEqualTo(1);
    assertThat(scrape().value(Metric.HTTP_REQUESTS, "get_group", "404")).isEqualTo(1);
    assertThat(scrape().value(Metric.HTTP_REQUESTS, "none", "404")).isEqualTo(1);
  }

  @Test
  void connections_and_event_loops_are_watched() {
    facade.get(FacadeFixture.CLOUD + "/clientfailover");

    assertThat(scrape().value(Metric.HTTP_CONNECTIONS)).isGreaterThanOrEqualTo(1);
    await().untilAsserted(() -> assertThat(scrape().value(Metric.HTTP_IN_FLIGHT)).isZero());
    await().untilAsserted(() -> assertThat(scrape().count(Metric.LOOP_LAG, "facade")).isPositive());
  }
}
