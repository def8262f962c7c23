package dev.understudy.election.model;

import dev.understudy.election.model.Scenario.Fault;

/**
 * The rules, each broken in one way, and a small scenario in which that must be found.
 *
 * <p>None of it is in the program: a mutant shows the election something else, changes what it
 * said, or makes the world around it misbehave.
 */
enum Mutants {
  WAIT_SHORT_BY_THE_DRIFT(
      "1",
      "the wait is the timeout alone, without the drift of the clocks",
      "I1",
      two(),
      Protocol.judging(Mutation.showing(Mutation::withoutDrift))),

  VALID_FROM_RECEIPT(
      "2",
      "a client counts the validity of Primary from its receipt",
      "I1",
      two(),
      Protocol.breaking(Rule.VALID_FROM_SENDING)),

  ANSWER_FROM_CACHE(
      "3",
      "Primary is answered from a cached Lease, whatever becomes of the write",
      "I1",
      two(),
      Protocol.breaking(Rule.ANSWER_AFTER_WRITE)),

  NO_TERM_CHECK(
      "4",
      "a client acts on any Primary, also in a term that it has given up",
      "I1",
      two(),
      Protocol.breaking(Rule.TERMS_ARE_CHECKED, Rule.ANSWERS_IN_ORDER)),

  RELEASED_WHEN_TOLD(
      "5",
      "a holder counts as released as soon as it was told",
      "I1",
      two(),
      Protocol.judging(Mutation.asking(Mutation::releasedWhenTold))),

  EVERY_DELETION_IS_OWN(
      "6",
      "a holder that another deletes is followed at once",
      "I1",
      two().with(Fault.DELETION, 1),
      Protocol.judging(Mutation.asking(Mutation::alwaysOwn))),

  STORED_TIME(
      "7",
      "after a start, an age is taken from the time that stands in the Lease",
      "I1",
      two().with(Fault.RESTART, 1),
      Protocol.breaking(Rule.AGE_FROM_OBSERVATION)),

  WRITE_WITHOUT_VERSION(
      "8a",
      "a write does not name the version that it is based on",
      "I1",
      two(),
      Protocol.breaking(Rule.WRITE_NAMES_VERSION)),

  WRITE_WITHOUT_UID(
      "8b",
      "a write names no UID and makes a deleted Lease anew",
      "I1",
      two().with(Fault.LEASE_LOST, 1),
      Protocol.breaking(Rule.WRITE_NAMES_UID)),

  UNKNOWN_IS_LIVE(
      "9",
      "a session that nobody can tell of counts as live",
      Check.LIVENESS,
      two().toDepth(5),
      Protocol.judging(Mutation::takesUnknownForLive)),

  HANDOVER_TAKEN_BACK(
      "10",
      "a handover is given up after the holder was told",
      "I4",
      two(),
      Protocol.judging(Mutation::givesUpAfterTelling)),

  ECHO_RENEWS(
      "11",
      "the age of a renewal begins anew whenever the Lease is seen",
      Check.LIVENESS,
      two().toDepth(5),
      Protocol.breaking(Rule.ECHO_RENEWS_NOTHING)),

  WAIT_OF_THE_SPECIFICATION(
      "12",
      "the wait comes from the specification after it was shortened",
      "I1",
      two().withTimeouts().with(Fault.SPECIFICATION, 1),
      Protocol.judging(Mutation.asking(Mutation::waitsAsSpecified))),

  UNCHANGED_WRITE(
      "13",
      "a renewal writes what the Lease says already, so that no watcher sees it",
      "I1",
      two(),
      Protocol.breaking(Rule.RENEWAL_CHANGES_LEASE)),

  ANY_ACKNOWLEDGEMENT(
      "14a",
      "an acknowledgement of any term releases",
      "I1",
      two(),
      Protocol.judging(
          Mutation.asking(Mutation::anyTermAcknowledges), Rule.ONLY_ACKNOWLEDGEMENTS_MATTER)),

  LAPSED_ACKNOWLEDGEMENT(
      "14b",
      "a client acknowledges a term that lapsed and was not ended",
      "I1",
      two(),
      Protocol.breaking(Rule.ONLY_ENDED_TERM_ACKNOWLEDGED)),

  TAKE_BACK_RETRIED(
      "15",
      "a dead claim is taken back also after a conflict",
      "I1",
      two().with(Fault.DEAD_HOLD, 1),
      Protocol.judging(Mutation.asking(Mutation::takesBackRenewed), Rule.TAKE_BACK_ONCE)),

  GROUP_BEFORE_SESSIONS(
      "16",
      "a write is based on a group Lease newer than the sessions",
      "I4",
      two().with(Fault.DELETION, 1),
      Protocol.breaking(Rule.SESSIONS_BEFORE_GROUP)),

  OLDER_SPECIFICATION(
      "17",
      "a replica decides by a specification older than the one acted on",
      "I8",
      two().with(Fault.SPECIFICATION, 1),
      Protocol.breaking(Rule.SPECIFICATION_FIRST)),

  FORGOTTEN_GRANT(
      "18",
      "a lost group Lease is made anew as if there had been none",
      "I1",
      two().with(Fault.LEASE_LOST, 1),
      Protocol.breaking(Rule.LOST_GRANT_STANDS)),

  ACTS_WHILE_LEAVING(
      "19",
      "a client deletes its session before it stops acting",
      "I1",
      two().with(Fault.DELETION, 1),
      Protocol.breaking(Rule.STOPS_BEFORE_LEAVING)),

  TERM_TO_SPEAK(
      "20",
      "a client counts as a stock one until it has a term to send",
      "I1",
      two(),
      Protocol.breaking(Rule.ROLE_SHOWS_EXTENSION)),

  UNHEARD_ACKNOWLEDGEMENT(
      "21",
      "a holder that has ended its term is renewed all the same",
      Check.LIVENESS,
      two().toDepth(5),
      Protocol.judging(Mutation.asking(Mutation::unheardWhileHeld))),

  ANYBODY_BY_HAND(
      "22",
      "where failover is by hand, the best is elected all the same",
      "row 19",
      two().byHand(),
      Protocol.judging(Mutation.asking(Mutation::automatic)));

  private final String number;
  private final String rule;
  private final String breaks;
  private final Scenario scenario;
  private final Protocol protocol;

  Mutants(String number, String rule, String breaks, Scenario scenario, Protocol protocol) {
    this.number = number;
    this.rule = rule;
    this.breaks = breaks;
    this.scenario = scenario;
    this.protocol = protocol;
  }

  private static Scenario two() {
    return Scenario.of("two sessions", 11).ofSessions(2);
  }

  String number() {
    return number;
  }

  /** What is wrong in it. */
  String rule() {
    return rule;
  }

  /** The invariant that it breaks in the end. */
  String breaks() {
    return breaks;
  }

  Scenario scenario() {
    return scenario;
  }

  Protocol protocol() {
    return protocol;
  }
}
