package dev.understudy.telemetry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Counts and measures requests to the Kubernetes API server. Thread-safe. */
public final class ApiMetrics {

  /** What was asked for. */
  public enum Verb implements Label.Worded {
    /** One object, or something that is no resource. */
    GET,
    /** All objects of a kind. */
    LIST,
    /** To be told of changes. */
    WATCH,
    /** A new object, or a review. */
    CREATE,
    /** A whole object. */
    UPDATE,
    /** A part of an object. */
    PATCH,
    /** An object's end. */
    DELETE;

    @Override
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What came of it. */
  public enum Outcome implements Label.Worded {
    /** It was done. */
    DONE,
    /** The object is not what it was taken for. */
    CONFLICT,
    /** There is no such thing. */
    NOT_FOUND,
    /** The operator is not known, or may not. */
    FORBIDDEN,
    /** The API server does not accept it. */
    REJECTED,
    /** The API server says that it cannot answer now. */
    UNAVAILABLE,
    /** No answer came. */
    NO_ANSWER;

    /** The outcome that a status code tells of. */
    public static Outcome of(int status) {
      return switch (status) {
        case 409 -> CONFLICT;
        case 404, 410 -> NOT_FOUND;
        case 401, 403 -> FORBIDDEN;
        case 429 -> UNAVAILABLE;
        default -> status < 400 ? DONE : status < 500 ? REJECTED : UNAVAILABLE;
      };
    }

    @Override
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Verb, Map<Outcome, Tally>> tallies = new EnumMap<>(Verb.class);
  private final Map<Verb, Spans> spans = new EnumMap<>(Verb.class);

  /** Counts into the given telemetry. */
  public ApiMetrics(Telemetry telemetry) {
    for (Verb verb : Verb.values()) {
      Map<Outcome, Tally> outcomes = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        outcomes.put(outcome, telemetry.tally(Metric.API_REQUESTS, verb.word(), outcome.word()));
      }
      tallies.put(verb, outcomes);
      if (verb != Verb.WATCH) {
        spans.put(verb, telemetry.spans(Metric.API_REQUEST, verb.word()));
      }
    }
  }

  /**
   * Takes note of a request.
   *
   * @param seconds how long it took; a watch is only counted
   */
  public void asked(Verb verb, Outcome outcome, double seconds) {
    Objects.requireNonNull(Objects.requireNonNull(tallies.get(verb)).get(outcome)).add();
    Spans measured = spans.get(verb);
    if (measured != null) {
      measured.record(seconds);
    }
  }
}
