package dev.understudy.benchmark;

import java.time.Duration;

/** How a client behaves. */
enum Kind {
  /** As stock adapters do: a heartbeat every half of the timeout, no terms, no confirmation. */
  STOCK("500ms", 2),
  /** By the rule for clients, with a heartbeat every fifth of the timeout. */
  RULE_KEEPING("100ms", 5);

  private final String grace;
  private final int beatsPerTimeout;

  Kind(String grace, int beatsPerTimeout) {
    this.grace = grace;
    this.beatsPerTimeout = beatsPerTimeout;
  }

  /** The grace of its groups, as a manifest says it. */
  String grace() {
    return grace;
  }

  /** How often it sends heartbeats. */
  Duration interval(Duration failoverTimeout) {
    return failoverTimeout.dividedBy(beatsPerTimeout);
  }
}
