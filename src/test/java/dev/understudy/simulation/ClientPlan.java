package dev.understudy.simulation;

/**
 * One client of a schedule.
 *
 * @param kind how it behaves
 * @param beats how many heartbeats it sends in a timeout
 * @param score its first score
 * @param ppm by how much its clock is fast
 * @param home the replica that it stays with while that is there; none when negative
 * @param start when it starts, in timeouts
 * @param slow how slow its network is, in timeouts; 0 for a few milliseconds
 */
record ClientPlan(
    Kind kind, int beats, double score, int ppm, int home, double start, double slow) {

  /** How clients behave. */
  enum Kind {
    /** Keeps the rule for clients. */
    RULE_KEEPING,
    /** Has the timing of a stock adapter, and keeps no rule. */
    STOCK,
    /** Keeps the rule, but has the id of the client before it: another machine's, by mistake. */
    TWIN,
    /** Confirms terms that it was never told to end. */
    LIAR,
    /** Sends many heartbeats at once. */
    FLOOD
  }
}
