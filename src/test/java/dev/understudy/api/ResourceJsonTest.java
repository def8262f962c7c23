package dev.understudy.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the resources look like as documents, and what they mean where nothing is said. */
class ResourceJsonTest {

  private final KubernetesSerialization json = new KubernetesSerialization();

  @Test
  void a_group_reads_as_it_was_written() {
    FailoverGroup group =
        json.unmarshal(
            """
            apiVersion: understudy.dev/v1alpha1
            kind: FailoverGroup
            metadata:
              name: line-1
            spec:
              id: Line 1
              name: The first line
              failoverTimeout: 90s
              additionalData: {a: [1, {b: null}]}
              election: {failover: Manual, scoreMargin: 2.5, grace: 1s}
              roleOverrides:
              - sessionId: A
                role: Primary
                expirationTime: "2030-01-01T12:00:00.1234567Z"
            status:
              observedGeneration: 3
              primary: A
              term: 7
              primarySince: "2030-01-01T11:00:00Z"
              sessions:
                live: 1
                total: 1
                listed: [{id: A, role: Primary, score: 50}]
                omitted: 0
              lastTransition: {time: "2030-01-01T11:00:00Z", to: A, reason: FirstGrant}
              conditions:
              - type: Ready
                status: "True"
                lastTransitionTime: "2030-01-01T11:00:00Z"
                reason: Served
                message: ""
            """,
            FailoverGroup.class);

    String document = json.asJson(group);

    assertThat(json.unmarshal(document, FailoverGroup.class)).isEqualTo(group);
    assertThat(document)
        .contains("\"failoverTimeout\":\"90s\"", "\"failover\":\"Manual\"", "\"status\":\"True\"")
        .contains("\"expirationTime\":\"2030-01-01T12:00:00.123456700Z\"")
        .doesNotContain("null,", "maxHold", "pendingPrimary");
    assertThat(group.effectiveId()).isEqualTo("Line 1");
    assertThat(group.getSpec().timeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(group.getSpec().roleOverrides())
        .containsExactly(
            new RoleOverride(
                "A", RoleOverride.Role.PRIMARY, Instant.parse("2030-01-01T12:00:00.1234567Z")));
  }

  @Test
  void a_group_of_which_nothing_is_said_has_the_defaults_of_the_schema() {
    FailoverGroup group =
        json.unmarshal(
            """
            apiVersion: understudy.dev/v1alpha1
            kind: FailoverGroup
            metadata: {name: line-1}
            """,
            FailoverGroup.class);

    Duration timeout = group.getSpec().timeout();
    ElectionSpec election = group.getSpec().electionOrDefault();
    assertThat(group.effectiveId()).isEqualTo("line-1");
    assertThat(group.statusIfAny()).isEmpty();
    assertThat(timeout).isEqualTo(Duration.ofMinutes(1));
    assertThat(election.manual()).isFalse();
    assertThat(election.margin()).isZero();
    assertThat(election.stabilization(timeout)).isEqualTo(Duration.ofSeconds(30));
    assertThat(election.graceFor(timeout)).isEqualTo(Duration.ofSeconds(3));
    assertThat(election.graceFor(Duration.ofSeconds(2))).isEqualTo(Duration.ofMillis(500));
    assertThat(election.holdLimit()).isEqualTo(Duration.ofSeconds(25));
    assertThat(election.guard()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void a_new_group_is_written_without_what_nobody_said() {
    FailoverGroup group = new FailoverGroup();
    group.getMetadata().setName("line-1");

    assertThat(json.asJson(group))
        .isEqualTo(
            """
            {"apiVersion":"understudy.dev/v1alpha1","kind":"FailoverGroup",\
            "metadata":{"name":"line-1"},"spec":{}}\
            """);
  }

  @Test
  void an_access_control_list_reads_as_it_was_written() {
    GroupAcl acl =
        json.unmarshal(
            """
            apiVersion: understudy.dev/v1alpha1
            kind: GroupAcl
            metadata: {name: collection}
            spec:
              owner: {type: User, objectId: ada, tenantId: plant}
              roleTrusteeAccessControlEntries:
              - trustee: {type: Role, objectId: admins}
                accessRights: [All]
              - trustee: {type: Role, objectId: guests}
                accessType: Denied
                accessRights: [Write, ManageAccessControl]
            """,
            GroupAcl.class);

    assertThat(json.unmarshal(json.asJson(acl), GroupAcl.class)).isEqualTo(acl);
    assertThat(acl.standsForCollection()).isTrue();
    assertThat(acl.getSpec().roleTrusteeAccessControlEntries())
        .extracting(AccessControlEntry::denies)
        .isEqualTo(List.of(false, true));
  }

  @Test
  void fields_of_a_newer_version_do_not_stop_an_older_reader() {
    FailoverGroup group =
        json.unmarshal(
            """
            apiVersion: understudy.dev/v1alpha1
            kind: FailoverGroup
            metadata: {name: line-1}
            spec: {novelty: 1, election: {novelty: 2}}
            status: {novelty: 3}
            """,
            FailoverGroup.class);

    assertThat(group.getSpec().electionOrDefault()).isEqualTo(ElectionSpec.DEFAULT);
  }
}
