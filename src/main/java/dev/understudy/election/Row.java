package dev.understudy.election;

/** The rows of the election table; every decision follows one. */
public enum Row {
  VACANT_HEARTBEAT("1"),
  VACANT_ELECTS("2"),
  PENDING_CLAIMS("3"),
  PENDING_GIVEN_UP("4"),
  HELD_RENEWS("5"),
  HELD_EXPIRES("6"),
  HELD_BETTER("7"),
  HELD_OVERRIDDEN("8"),
  HANDOVER_TELLS("9"),
  HANDOVER_CHANGES("10"),
  ENDING_EXPIRES("11"),
  RELEASED("12"),
  RELEASING_HEARTBEAT("12b"),
  RELEASING_CARRIES_ON("13"),
  STANDS_BY("14"),
  HOLDER_LEAVES("15"),
  HOLDER_GONE("16"),
  PINNED("17"),
  OVERRIDE_CHANGES("18"),
  MANUAL("19"),
  GROUP_DELETED("20"),
  LEASE_LOST("22"),
  /** A claim whose answer was lost is taken back. */
  ANSWER_LOST("3b"),
  /** Another process of the holder's session: it waits like any other. */
  OTHER_INSTANCE("5b"),
  /** Nothing changes. */
  STEADY("-");

  private final String number;

  Row(String number) {
    this.number = number;
  }

  /** The row's number in the table. */
  public String number() {
    return number;
  }
}
