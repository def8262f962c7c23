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
    /** A bearer token, whoever looks at it. */
    BEARER,
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
    /** The credentials prove nothing; the reason was told to whoever sent them. */
    REJECTED,
    /** It could not be found out now, or was not tried: too many wrong attempts came from there. */
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
