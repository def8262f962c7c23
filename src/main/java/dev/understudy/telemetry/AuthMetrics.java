package dev.understudy.telemetry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts attempts to authenticate. Thread-safe; to count is no look-up by name. */
public final class AuthMetrics {

  /** How somebody tried to prove who they are. */
  public enum Mechanism implements Label.Worded {
    /** No way: there were no credentials, or they name a way that is not offered. */
    NONE,
    /** A name and a password. */
    BASIC,
    /** A bearer token of an identity provider. */
    OIDC,
    /** A bearer token that the Kubernetes API server reviews. */
    TOKENREVIEW,
    /** A client certificate. */
    CERTIFICATE;

    @Override
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What came of it. */
  public enum Outcome implements Label.Worded {
    /** It is known who it is. */
    ACCEPTED,
    /** There were no credentials. */
    MISSING,
    /** The credentials could not be read. */
    MALFORMED,
    /** The way is not offered here. */
    UNSUPPORTED,
    /** A wrong password, or a name that is not known. */
    WRONG_PASSWORD,
    /** A token after its time. */
    EXPIRED,
    /** A token before its time. */
    NOT_YET_VALID,
    /** A token of another issuer. */
    WRONG_ISSUER,
    /** A token for somebody else. */
    WRONG_AUDIENCE,
    /** A token whose signature is wrong, absent, by an unknown key or by a wrong algorithm. */
    BAD_SIGNATURE,
    /** Whoever vouches for the credentials says no, or they lack something that is needed. */
    REJECTED,
    /** Too many wrong attempts came from there. */
    THROTTLED,
    /** It could not be found out. */
    UNAVAILABLE;

    @Override
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Mechanism, Map<Outcome, Tally>> tallies = new EnumMap<>(Mechanism.class);

  /** Counts into the given telemetry. */
  public AuthMetrics(Telemetry telemetry) {
    for (Mechanism mechanism : Mechanism.values()) {
      Map<Outcome, Tally> outcomes = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        outcomes.put(
            outcome, telemetry.tally(Metric.AUTHENTICATIONS, mechanism.word(), outcome.word()));
      }
      tallies.put(mechanism, outcomes);
    }
  }

  /** Counts an attempt. */
  public void attempted(Mechanism mechanism, Outcome outcome) {
    Map<Outcome, Tally> outcomes = tallies.get(mechanism);
    Tally tally = outcomes == null ? null : outcomes.get(outcome);
    if (tally != null) {
      tally.add();
    }
  }
}
