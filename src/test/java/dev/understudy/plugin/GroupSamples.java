package dev.understudy.plugin;

import dev.understudy.api.FailoverGroup;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;

/** Groups as an API server gives them. */
final class GroupSamples {

  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private GroupSamples() {}

  /** The group {@code line-1} with a spec and a status in YAML. */
  static FailoverGroup group(String spec, String status) {
    return Serialization.unmarshal(
        """
        apiVersion: understudy.dev/v1alpha1
        kind: FailoverGroup
        metadata:
          name: line-1
          namespace: plant
          uid: 5b0c
        spec:
        %sstatus:
        %s\
        """
            .formatted(spec.indent(2), status.indent(2)),
        FailoverGroup.class);
  }

  /** One in which A is in charge and B stands by. */
  static FailoverGroup pair(String spec) {
    return group(
        spec,
        """
        id: line-1
        primary: A
        term: 7
        primarySince: "2026-01-02T01:02:05Z"
        lastTransition: {time: "2026-01-02T01:02:05Z", from: B, to: A, reason: HolderExpired}
        sessions:
          live: 2
          total: 3
          omitted: 0
          listed:
            - {id: A, role: Primary, score: 100}
            - {id: B, role: Secondary, score: 99.5, reason: lower score}
            - {id: C, role: Secondary, score: 100, reason: stale}
        conditions:
          - {type: Ready, status: "True", reason: Served, message: served, lastTransitionTime: "2026-01-02T01:00:00Z"}
          - {type: PrimaryElected, status: "True", reason: Elected, message: elected, lastTransitionTime: "2026-01-02T01:00:00Z"}
        """);
  }
}
