package dev.understudy.rest;

import dev.understudy.telemetry.Metric;
import dev.understudy.telemetry.Spans;
import dev.understudy.telemetry.Tally;
import dev.understudy.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** What a facade counts and measures. Thread-safe. */
final class RestMetrics {

  /** What requests are counted under that reach no route. */
  private static final String NO_ENDPOINT = "none";

  private static final int STATUSES = 600;

  /** Whoever alerts on these must see the first one as an increase. */
  private static final List<Integer> FORESEEN = List.of(200, 400, 401, 403, 404, 429, 503);

  private final Telemetry telemetry;
  private final Endpoint none;
  private final List<Endpoint> endpoints;
  private final Spans lag;
  private final Tally late;
  private final Tally refused;

  RestMetrics(Telemetry telemetry) {
    this.telemetry = telemetry;
    lag = telemetry.spans(Metric.LOOP_LAG, "facade");
    late = telemetry.tally(Metric.LATE_ANSWERS);
    refused = telemetry.tally(Metric.HTTP_CONNECTIONS_REFUSED);
    none = new Endpoint(NO_ENDPOINT);
    endpoints =
        Stream.of(
                NO_ENDPOINT,
                "information",
                "list_groups",
                "create_group",
                "get_group",
                "delete_group",
                "get_status",
                "group_access_control",
                "collection_access_control",
                "list_sessions",
                "register_session",
                "session",
                "heartbeat",
                "role_override")
            .map(name -> name.equals(NO_ENDPOINT) ? none : new Endpoint(name))
            .toList();
    of(12).foresee();
    none.foresee();
  }

  /** Shows how much a facade has taken on. */
  void show(IntSupplier connections, IntSupplier requests) {
    telemetry.gauge(Metric.HTTP_CONNECTIONS, connections::getAsInt);
    telemetry.gauge(Metric.HTTP_IN_FLIGHT, requests::getAsInt);
  }

  /** What is counted of an endpoint, by its number in the table of the documentation. */
  Endpoint of(int number) {
    return number < endpoints.size() ? endpoints.get(number) : none;
  }

  /** What is counted of requests that reach no endpoint. */
  Endpoint none() {
    return none;
  }

  /** An event loop was so late with a task that was due. */
  void late(Duration lateness) {
    lag.record(lateness);
  }

  /** A Primary could not be told in time. */
  void answerTooLate() {
    late.add();
  }

  /** A connection was one too many. */
  void connectionRefused() {
    refused.add();
  }

  /** What is counted of one endpoint. */
  final class Endpoint {
    private final String name;
    private final AtomicReferenceArray<Tally> byStatus = new AtomicReferenceArray<>(STATUSES);

    private Endpoint(String name) {
      this.name = name;
    }

    private void foresee() {
      FORESEEN.forEach(this::tally);
    }

    /** A request was answered. */
    void answered(int status) {
      tally(status).add();
    }

    private Tally tally(int status) {
      Tally known = byStatus.get(status);
      if (known != null) {
        return known;
      }
      // The same series, whoever finds it first.
      Tally found = telemetry.tally(Metric.HTTP_REQUESTS, name, Integer.toString(status));
      byStatus.set(status, found);
      return found;
    }
  }
}
