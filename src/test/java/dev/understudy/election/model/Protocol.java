package dev.understudy.election.model;

import dev.understudy.election.Decision;
import dev.understudy.election.Election;
import dev.understudy.election.Event;
import dev.understudy.election.GroupView;
import dev.understudy.election.Moment;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the world is played by: who decides, and which rules are not kept.
 *
 * @param judge decides
 * @param broken the rules that nobody keeps
 */
record Protocol(Judge judge, Set<Rule> broken) {

  /** Decides as the election does, or nearly so. */
  interface Judge {
    Decision decide(GroupView view, Event event, Moment now);
  }

  /** The rules as they stand. */
  static final Protocol AS_IT_STANDS = breaking();

  static Protocol breaking(Rule... rules) {
    return judging(Election::decide, rules);
  }

  static Protocol judging(Judge judge, Rule... rules) {
    Set<Rule> broken = EnumSet.noneOf(Rule.class);
    broken.addAll(List.of(rules));
    return new Protocol(judge, broken);
  }

  boolean breaks(Rule rule) {
    return broken.contains(rule);
  }

  /** Whether a view of the group Lease that is not the present one can do anything. */
  boolean actsOnStaleViews() {
    return breaks(Rule.ANSWER_AFTER_WRITE)
        || breaks(Rule.WRITE_NAMES_VERSION)
        || breaks(Rule.WRITE_NAMES_UID);
  }

  /** Whether a world must remember what replicas saw last. */
  boolean remembersStaleViews() {
    return actsOnStaleViews() || breaks(Rule.SESSIONS_BEFORE_GROUP);
  }

  /** Whether a term may be granted or told after a higher one. */
  boolean bringsTermsBack() {
    return remembersStaleViews() || breaks(Rule.TERMS_ARE_CHECKED);
  }

  /** Whether a request is looked at for more than whether it acknowledges the present term. */
  boolean readsMoreThanAcknowledgements() {
    return breaks(Rule.ROLE_SHOWS_EXTENSION) || breaks(Rule.ONLY_ACKNOWLEDGEMENTS_MATTER);
  }
}
