package dev.understudy.telemetry;

import java.util.List;

/**
 * Every metric of Understudy's own: its name, its labels and what it means are said here and
 * nowhere else. {@code docs/metrics.md} shows the same as a table.
 *
 * <p>Label values that are known beforehand are there from the start with the value zero, so that
 * the first event is seen as an increase.
 */
public enum Metric {
  // Elections

  /** Transitions by reason. */
  TRANSITIONS(
      Section.ELECTIONS,
      Kind.COUNTER,
      "understudy_transitions_total",
      "Steps of groups from one state to another, told by the one replica that wrote them",
      Label.of(
          "reason",
          "Elected",
          "HolderExpired",
          "HolderLeft",
          "BetterScore",
          "ForcedPrimary",
          "ForcedSecondary",
          "CandidateSilent",
          "AnswerLost",
          "GroupDeleted",
          "LeaseLost")),
  /** How late a crash was followed by a new grant. */
  FAILOVER_OVERSHOOT(
      Section.ELECTIONS,
      Kind.HISTOGRAM,
      "understudy_failover_overshoot_seconds",
      "After a crash: time from the end of the wait W for the silent primary to the grant of the"
          + " next"),
  /** How long a planned change of primary took. */
  HANDOVER(
      Section.ELECTIONS,
      Kind.HISTOGRAM,
      "understudy_handover_seconds",
      "Planned changes: time from the moment at which the primary is to give way, or left, to the"
          + " grant of the next"),
  /** Primaries that were granted and not told. */
  LATE_ANSWERS(
      Section.ELECTIONS,
      Kind.COUNTER,
      "understudy_late_answers_total",
      "Primary answers that could not be handed over in time and became a 503"),

  // Groups: read at each scrape

  /** Groups by phase. */
  GROUPS(
      Section.GROUPS,
      Kind.GAUGE,
      "understudy_groups",
      "Groups by where they stand, as this replica sees them",
      Label.of("phase", GroupState.Phase.class)),
  /** Groups that something is wrong with. */
  GROUPS_IN_TROUBLE(
      Section.GROUPS,
      Kind.GAUGE,
      "understudy_groups_in_trouble",
      "Groups that something is wrong with; one group can be in several troubles",
      Label.of("trouble", GroupState.Trouble.class)),
  /** Sessions by liveness. */
  SESSIONS(
      Section.GROUPS,
      Kind.GAUGE,
      "understudy_sessions",
      "Registered sessions by whether they are there; unknown: not watched long enough to say",
      Label.of("liveness", "live", "stale", "unknown")),
  /** Overrides in force. */
  OVERRIDES(
      Section.GROUPS,
      Kind.GAUGE,
      "understudy_overrides",
      "Role overrides in force, by the role that they give",
      Label.of("role", "primary", "secondary")),
  /** Group-seconds without a primary. */
  WITHOUT_PRIMARY(
      Section.GROUPS,
      Kind.COUNTER,
      "understudy_without_primary_seconds_total",
      "Time that groups with sessions were without a primary, all groups together"),
  /** Whether a group has a primary. */
  GROUP_PRIMARY(
      Section.EACH_GROUP,
      Kind.GAUGE,
      "understudy_group_primary",
      "1 while a session is in charge of the group, else 0",
      Label.of("group_namespace"),
      Label.of("group")),
  /** A group's term. */
  GROUP_TERM(
      Section.EACH_GROUP,
      Kind.GAUGE,
      "understudy_group_term",
      "The last granted term of the group; not given for _other",
      Label.of("group_namespace"),
      Label.of("group")),
  /** A group's failovers. */
  GROUP_FAILOVERS(
      Section.EACH_GROUP,
      Kind.COUNTER,
      "understudy_group_failovers_total",
      "Grants to another session than the one before; kept in the group's Lease, so that all"
          + " replicas say the same",
      Label.of("group_namespace"),
      Label.of("group")),
  /** A group's sessions. */
  GROUP_SESSIONS(
      Section.EACH_GROUP,
      Kind.GAUGE,
      "understudy_group_sessions",
      "Registered sessions of the group by whether they are there",
      Label.of("group_namespace"),
      Label.of("group"),
      Label.of("liveness", "live", "stale", "unknown")),
  /** A group's overrides. */
  GROUP_OVERRIDES(
      Section.EACH_GROUP,
      Kind.GAUGE,
      "understudy_group_overrides",
      "Role overrides of the group that are in force",
      Label.of("group_namespace"),
      Label.of("group")),
  /** A group's time without a primary. */
  GROUP_WITHOUT_PRIMARY(
      Section.EACH_GROUP,
      Kind.COUNTER,
      "understudy_group_without_primary_seconds_total",
      "Time that the group had sessions and no primary, since this replica started",
      Label.of("group_namespace"),
      Label.of("group")),
  /** A group's troubles. */
  GROUP_TROUBLE(
      Section.EACH_GROUP,
      Kind.GAUGE,
      "understudy_group_trouble_seconds",
      "For how long something has been wrong with the group; absent while nothing is. _other has"
          + " the longest of the rest",
      Label.of("group_namespace"),
      Label.of("group"),
      Label.of("trouble", GroupState.Trouble.class)),

  // Heartbeats and holds

  /** Heartbeats by answer. */
  HEARTBEATS(
      Section.HEARTBEATS,
      Kind.COUNTER,
      "understudy_heartbeats_total",
      "Heartbeats by what became of them; those that the facade refuses by itself are in"
          + " understudy_http_requests_total",
      Label.of(
          "answer",
          "primary",
          "secondary",
          "pending_primary",
          "invalid",
          "not_found",
          "conflict",
          "too_many",
          "unavailable",
          "hung_up")),
  /** How long heartbeats take that are not held. */
  HEARTBEAT(
      Section.HEARTBEATS,
      Kind.HISTOGRAM,
      "understudy_heartbeat_seconds",
      "Time from the arrival of a heartbeat to its answer, where it was not held"),
  /** Held replies now. */
  HOLDS_IN_FLIGHT(
      Section.HEARTBEATS,
      Kind.GAUGE,
      "understudy_holds_in_flight",
      "Heartbeats whose reply is held now"),
  /** How holds ended. */
  HOLDS(
      Section.HEARTBEATS,
      Kind.COUNTER,
      "understudy_holds_total",
      "Held replies by how they ended: with a promotion, with PendingPrimary, with Secondary when"
          + " their time was over or the session was next no more, because the session sent another"
          + " heartbeat or was deleted, because the replica stops, with an error, or because the"
          + " client hung up",
      Label.of("end", HoldEnd.class)),
  /** How long holds last. */
  HOLD(
      Section.HEARTBEATS,
      Kind.HISTOGRAM,
      "understudy_hold_seconds",
      "Time from the arrival of a heartbeat to its answer, where it was held"),

  // The facade

  /** Requests by endpoint and status. */
  HTTP_REQUESTS(
      Section.FACADE,
      Kind.COUNTER,
      "understudy_http_requests_total",
      "Requests answered by the REST facade, by endpoint and status code",
      Label.of("endpoint"),
      Label.of("status")),
  /** Requests now. */
  HTTP_IN_FLIGHT(
      Section.FACADE,
      Kind.GAUGE,
      "understudy_http_requests_in_flight",
      "Requests that are being answered now, held ones included"),
  /** Connections now. */
  HTTP_CONNECTIONS(
      Section.FACADE,
      Kind.GAUGE,
      "understudy_http_connections",
      "Connections of clients that are open now"),
  /** Connections that were too many. */
  HTTP_CONNECTIONS_REFUSED(
      Section.FACADE,
      Kind.COUNTER,
      "understudy_http_connections_refused_total",
      "Connections that were refused because too many were open"),
  /** Authentications by mechanism and outcome. */
  AUTHENTICATIONS(
      Section.FACADE,
      Kind.COUNTER,
      "understudy_authentications_total",
      "Attempts of clients to authenticate, by mechanism and outcome; what was verified before"
          + " counts too",
      Label.of("mechanism", AuthMetrics.Mechanism.class),
      Label.of("outcome", AuthMetrics.Outcome.class)),
  /** When a certificate ends. */
  CERTIFICATE_EXPIRY(
      Section.FACADE,
      Kind.GAUGE,
      "understudy_certificate_expiry_timestamp_seconds",
      "When the certificate that the facade shows ends, as a Unix time; absent without TLS"),

  // The API server

  /** Requests to the API server. */
  API_REQUESTS(
      Section.API_SERVER,
      Kind.COUNTER,
      "understudy_api_server_requests_total",
      "Requests to the Kubernetes API server by verb and outcome; unavailable: it said so or gave"
          + " no useful answer, no_answer: it gave none",
      Label.of("verb", ApiMetrics.Verb.class),
      Label.of("outcome", ApiMetrics.Outcome.class)),
  /** How long they take. */
  API_REQUEST(
      Section.API_SERVER,
      Kind.HISTOGRAM,
      "understudy_api_server_request_seconds",
      "Time until the Kubernetes API server answered, or was given up, by verb; watches are not"
          + " measured",
      Label.of("verb", "get", "list", "create", "update", "patch", "delete")),
  /** The compare-and-swaps. */
  LEASE_WRITES(
      Section.API_SERVER,
      Kind.COUNTER,
      "understudy_lease_writes_total",
      "Writes of Leases by result; conflict: somebody else wrote first, and the group is decided"
          + " anew",
      Label.of("lease", "group", "session"),
      Label.of("result", "done", "conflict", "gone", "forbidden", "rejected", "unknown")),
  /** Whether watches run. */
  WATCH_RUNNING(
      Section.API_SERVER,
      Kind.GAUGE,
      "understudy_watch_running",
      "1 while the watch runs, else 0",
      Label.of("watch", "leases", "failovergroups")),
  /** How often they broke. */
  WATCH_INTERRUPTIONS(
      Section.API_SERVER,
      Kind.COUNTER,
      "understudy_watch_interruptions_total",
      "Times that the watch of Leases broke or was found to have gone silent"),
  /** For how long they were blind. */
  WATCH_BLIND(
      Section.API_SERVER,
      Kind.COUNTER,
      "understudy_watch_blind_seconds_total",
      "Time in which the watch of Leases may have shown nothing"),

  // The replica

  /** What it is. */
  BUILD_INFO(
      Section.REPLICA,
      Kind.GAUGE,
      "understudy_build_info",
      "1, with the version of the program and of its Java",
      Label.of("version"),
      Label.of("java")),
  /** Whether it is ready. */
  READY(
      Section.REPLICA,
      Kind.GAUGE,
      "understudy_ready",
      "1 while the replica can serve, as /readyz says, else 0"),
  /** What it waits for. */
  READY_CHECK(
      Section.REPLICA,
      Kind.GAUGE,
      "understudy_ready_check",
      "1 while this part of readiness is fulfilled, else 0",
      Label.of("check", ReadyCheck.class)),
  /** Pauses of the process. */
  CLOCK_PAUSES(
      Section.REPLICA,
      Kind.COUNTER,
      "understudy_clock_pauses_total",
      "Times that the replica noticed to have stood still for more than 3 s: stopped, starved, or"
          + " asleep with its machine"),
  /** How long they were. */
  CLOCK_PAUSED(
      Section.REPLICA,
      Kind.COUNTER,
      "understudy_clock_paused_seconds_total",
      "Time in which the replica stood still, of pauses of more than 3 s"),
  /** How late the loops are. */
  LOOP_LAG(
      Section.REPLICA,
      Kind.HISTOGRAM,
      "understudy_loop_lag_seconds",
      "How late a task ran that was due, looked at twice a second: by the loop that decides, and by"
          + " the event loops of the facade",
      Label.of("loop", "coordinator", "facade"));

  /** What a metric is, in the words of Prometheus. */
  public enum Kind {
    /** Only rises, but for a restart. */
    COUNTER,
    /** Rises and falls. */
    GAUGE,
    /** Durations in buckets. */
    HISTOGRAM
  }

  /** What a metric speaks of. */
  public enum Section {
    /** Changes of primaries. */
    ELECTIONS("Elections"),
    /** All groups together; each replica sees all of them. */
    GROUPS("All groups"),
    /** Single groups, up to a limit. */
    EACH_GROUP("Each group"),
    /** Heartbeats and held replies. */
    HEARTBEATS("Heartbeats and held replies"),
    /** The REST facade. */
    FACADE("REST facade"),
    /** The Kubernetes API server. */
    API_SERVER("Kubernetes API server"),
    /** The replica itself. */
    REPLICA("Replica");

    private final String title;

    Section(String title) {
      this.title = title;
    }

    /** Its heading. */
    public String title() {
      return title;
    }

    /** Whether its metrics are read from the groups at each scrape. */
    boolean isOfGroups() {
      return this == GROUPS || this == EACH_GROUP;
    }
  }

  private final Section section;
  private final Kind kind;
  private final String metricName;
  private final String meaning;
  private final List<Label> labels;

  Metric(Section section, Kind kind, String metricName, String meaning, Label... labels) {
    this.section = section;
    this.kind = kind;
    this.metricName = metricName;
    this.meaning = meaning;
    this.labels = List.of(labels);
  }

  /** What it speaks of. */
  public Section section() {
    return section;
  }

  /** What it is. */
  public Kind kind() {
    return kind;
  }

  /** Its name, as Prometheus knows it. */
  public String metricName() {
    return metricName;
  }

  /** What it means, as a phrase. */
  public String meaning() {
    return meaning;
  }

  /** Its labels. */
  public List<Label> labels() {
    return labels;
  }

  String[] labelNames() {
    return labels.stream().map(Label::name).toArray(String[]::new);
  }

  /** The bounds of the buckets of a histogram, in seconds. */
  double[] bounds() {
    return switch (this) {
      case HOLD -> new double[] {0.5, 1, 2.5, 5, 10, 15, 20, 25, 30};
      case LOOP_LAG -> new double[] {0.001, 0.01, 0.05, 0.1, 0.5, 1, 5};
      default ->
          new double[] {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
    };
  }
}
