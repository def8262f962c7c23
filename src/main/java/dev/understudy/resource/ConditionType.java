package dev.understudy.resource;

/** The aspects of a resource's state that its conditions speak of, in the order they are listed. */
public enum ConditionType {
  /** The newest specification is served. */
  READY("Ready"),
  /** A session is in charge. */
  PRIMARY_ELECTED("PrimaryElected"),
  /** A generation is not served yet, or the deletion is not done yet. Only while True. */
  RECONCILING("Reconciling"),
  /** Nothing goes on until somebody changes something. Only while True. */
  STALLED("Stalled"),
  /** In manual failover, somebody must say who is next. Only while True. */
  NEEDS_OPERATOR("NeedsOperator"),
  /** Several clients use one session id at once. Only while True. */
  DUPLICATE_SESSION("DuplicateSession");

  private final String word;

  ConditionType(String word) {
    this.word = word;
  }

  /** The type as it stands in a condition. */
  public String word() {
    return word;
  }
}
