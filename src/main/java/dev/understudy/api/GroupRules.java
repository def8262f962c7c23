package dev.understudy.api;

/**
 * The rules of a FailoverGroup in the words that its users read: one nested class a rule, with the
 * rule in CEL for the API server, the reason why a value is refused and what to do about it.
 *
 * <p>{@link FailoverGroupValidation} holds the same rules in Java.
 */
final class GroupRules {

  private static final String DURATION = "self.matches(r'^" + Durations.GRAMMAR + "$')";

  private static final String WRITE_IT = "write it like 1m30s, 20s or 500ms";

  private GroupRules() {}

  /** What may name a group or a session. */
  static final class Id {
    static final String RULE =
        "self.matches(r'^" + Ids.CHARACTERS + "$') && self != '.' && self != '..'";
    static final String REASON =
        "an id has 1 to 260 characters, holds no control character and none of / \\ ? #, and is"
            + " neither . nor ..";
    static final String RESOLUTION = "choose an id that can be one segment of a URL";
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private Id() {}
  }

  static final class IdIsForGood {
    static final String RULE =
        "(has(self.spec.id) ? self.spec.id : self.metadata.name) =="
            + " (has(oldSelf.spec.id) ? oldSelf.spec.id : oldSelf.metadata.name)";
    static final String REASON =
        "the id of a group cannot change (without spec.id it is the resource's name)";
    static final String RESOLUTION = "delete the group and create another with the new id";
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private IdIsForGood() {}
  }

  static final class IdIsName {
    static final String RULE =
        "!has(self.spec.id) || self.spec.id == self.metadata.name || size(self.spec.id) > 63"
            + " || self.spec.id == '"
            + Names.COLLECTION
            + "' || !self.spec.id.matches(r'^"
            + Names.DNS_1123
            + "$') || self.spec.id.matches(r'"
            + Names.HASH_SUFFIX
            + "$')";
    static final String REASON =
        "an id that can be the name of a resource must be the name of its FailoverGroup";
    static final String RESOLUTION = "set metadata.name to the id, or leave spec.id out";
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private IdIsName() {}
  }

  static final class Name {
    static final String RULE =
        "size(self.metadata.name) <= 63 && self.metadata.name != '" + Names.COLLECTION + "'";
    static final String REASON =
        "the name of a FailoverGroup has at most 63 characters and is not 'collection'";
    static final String RESOLUTION =
        "choose another metadata.name; a long id can stand in spec.id instead";
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private Name() {}
  }

  static final class FailoverTimeout {
    static final String RULE =
        DURATION + " && duration(self) >= duration('2s') && duration(self) <= duration('24h')";
    static final String REASON = "the failover timeout is a duration from 2s to 24h";
    static final String RESOLUTION = WRITE_IT;
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private FailoverTimeout() {}
  }

  static final class Stabilization {
    static final String RULE = DURATION + " && duration(self) <= duration('24h')";
    static final String REASON = "the stabilization period is a duration of at most 24h";
    static final String RESOLUTION = WRITE_IT;
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private Stabilization() {}
  }

  static final class Grace {
    static final String RULE =
        DURATION + " && duration(self) >= duration('50ms') && duration(self) <= duration('24h')";
    static final String REASON = "the grace is a duration from 50ms to 24h";
    static final String RESOLUTION = WRITE_IT;
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private Grace() {}
  }

  static final class MaxHold {
    static final String RULE = DURATION + " && duration(self) <= duration('25s')";
    static final String REASON = "the longest hold of a reply is a duration from 0s to 25s";
    static final String RESOLUTION = WRITE_IT + "; 0s switches holding off";
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private MaxHold() {}
  }

  static final class ReleaseGuard {
    static final String RULE = DURATION + " && duration(self) <= duration('1m')";
    static final String REASON = "the release guard is a duration from 0s to 1m";
    static final String RESOLUTION = WRITE_IT;
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private ReleaseGuard() {}
  }

  static final class OnePermanentPrimary {
    static final String RULE =
        "self.filter(o, o.role == 'Primary' && !has(o.expirationTime)).size() <= 1";
    static final String REASON =
        "more than one session is overridden to Primary without an expirationTime";
    static final String RESOLUTION =
        "keep one of them, or give the others an expirationTime or the role Secondary";
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private OnePermanentPrimary() {}
  }

  static final class OneOverrideEach {
    static final String REASON = "a session has more than one role override";
    static final String RESOLUTION = "keep one entry for each sessionId";

    private OneOverrideEach() {}
  }

  static final class ScoreMargin {
    static final String REASON = "the score margin is a number from 0 to 100";
    static final String RESOLUTION = "scores range from 0 to 100; choose a margin among them";

    private ScoreMargin() {}
  }

  static final class OverrideCount {
    static final String REASON = "a group has at most 256 role overrides";
    static final String RESOLUTION = "remove overrides that are no longer needed";

    private OverrideCount() {}
  }

  static final class TermRises {
    static final String RULE = "self >= oldSelf";
    static final String REASON = "the term of a group never decreases";
    static final String RESOLUTION = "leave status.term to the operator";
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private TermRises() {}
  }

  static final class TermStays {
    static final String RULE = "!has(oldSelf.term) || has(self.term)";
    static final String REASON = "the term of a group cannot be removed";
    static final String RESOLUTION = TermRises.RESOLUTION;
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private TermStays() {}
  }
}
