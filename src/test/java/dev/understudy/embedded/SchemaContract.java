package dev.understudy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schemas: what is filled in, dropped and refused. */
abstract class SchemaContract extends OnAnApiServer {

  @Test
  void defaults_are_filled_in_and_unknown_fields_are_dropped() {
    create(
        group(
            "g",
            "{election: {scoreMargin: 5.0}, unknown: 1, additionalData: {any: [1, {thing: 2}]}}"));

    GenericKubernetesResource read = readGroup("g");

    assertThat(at(read, "spec", "failoverTimeout")).isEqualTo("1m");
    assertThat(at(read, "spec", "election"))
        .isEqualTo(
            Map.of(
                "failover", "Automatic",
                "scoreMargin", 5,
                "maxHold", "25s",
                "releaseGuard", "250ms"));
    assertThat(at(read, "spec", "unknown")).isNull();
    assertThat(at(read, "spec", "additionalData", "any")).isEqualTo(List.of(1, Map.of("thing", 2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{election: {failover: Sometimes}} | spec.election.failover: Unsupported value:"
            + " \"Sometimes\": supported values: \"Automatic\", \"Manual\"",
        "{failoverTimeout: 5} | spec.failoverTimeout: Invalid value: \"integer\":"
            + " spec.failoverTimeout in body must be of type string: \"integer\"",
        "{failoverTimeout: 5 days} | spec.failoverTimeout in body should match",
        "{failoverTimeout: 1s} | spec.failoverTimeout: Invalid value: \"1s\": the failover timeout"
            + " is a duration from 2s to 24h",
        "{election: {scoreMargin: 101}} | spec.election.scoreMargin: Invalid value: 101:"
            + " spec.election.scoreMargin in body should be less than or equal to 100",
        "{election: {grace: 1ms}} | spec.election.grace: Invalid value: \"1ms\": the grace is a"
            + " duration from 50ms",
        "{roleOverrides: [{sessionId: a}]} | spec.roleOverrides[0].role: Required value",
        "{roleOverrides: [{sessionId: a, role: Primary}, {sessionId: a, role: Secondary}]} |"
            + " spec.roleOverrides[1]: Duplicate value: {\"sessionId\":\"a\"}",
        "{roleOverrides: [{sessionId: a, role: Primary}, {sessionId: b, role: Primary}]} |"
            + " spec.roleOverrides: Invalid value: ",
        "{roleOverrides: [{sessionId: 'a/b', role: Primary}]} | spec.roleOverrides[0].sessionId:"
            + " Invalid value: \"a/b\"",
        "{id: other} | spec.id: Invalid value: "
      })
  void a_manifest_that_is_refused_is_told_which_field_and_why(String spec, String message) {
    refused(422, message, () -> create(group("g", spec)));
    assertThat(readGroup("g")).isNull();
  }

  @Test
  void the_id_of_a_group_stays() {
    create(group("g", "{id: A b}"));
    GenericKubernetesResource read = readGroup("g");

    refused(
        422,
        "FailoverGroup.understudy.dev \"g\" is invalid: spec.id: Invalid value",
        () -> put(groupPath("g"), with(read, "spec", Map.of("id", "C d"))));
  }

  @Test
  void the_name_collection_is_no_group() {
    refused(422, "\"collection\" is invalid", () -> create(group("collection", "{}")));
  }

  @Test
  void whoever_wants_it_strictly_is_told_of_unknown_fields() {
    refused(
        400,
        "strict decoding error: unknown field \"spec.unknown\"",
        () ->
            client()
                .raw(
                    groupPath("?fieldValidation=Strict").replace("/?", "?"),
                    "POST",
                    group("g", "{unknown: 1}")));
  }

  @Test
  void what_of_a_lease_makes_no_sense_is_refused() {
    var lease = lease("x", "a");
    lease.getSpec().setLeaseDurationSeconds(0);

    refused(
        422,
        "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0",
        () -> create(lease));
  }

  @Test
  void times_of_leases_have_six_digits_of_fraction() {
    String lease =
        """
        {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"x"},"spec":{"renewTime":"2026-01-01T00:00:00Z"}}\
        """;

    refused(
        400,
        "cannot be handled as a Lease",
        () ->
            client()
                .raw(
                    "/apis/coordination.k8s.io/v1/namespaces/" + namespace() + "/leases",
                    "POST",
                    Serialization.unmarshal(lease, Map.class)));
  }
}
