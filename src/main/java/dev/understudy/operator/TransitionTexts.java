package dev.understudy.operator;

import dev.understudy.group.TransitionListener.Transition;
import dev.understudy.resource.Events;
import java.util.Objects;

/** A transition in words. Pure. */
final class TransitionTexts {

  private TransitionTexts() {}

  /** What was done, as one word. */
  static String action(Transition transition) {
    if (transition.to() == null) {
      return transition.next() == null ? "Vacate" : "Elect";
    }
    if (Objects.equals(transition.from(), transition.to())) {
      return transition.next() == null ? "Keep" : "HandOver";
    }
    return "Grant";
  }

  /** A sentence; the term is not in it, so that the same again reads the same. */
  static String note(Transition transition) {
    String from = transition.from();
    String to = transition.to();
    String next = transition.next();
    return switch (action(transition)) {
      case "Grant" ->
          from == null
              ? "session '%s' is in charge".formatted(to)
              : "session '%s' has taken over from '%s'".formatted(to, from);
      case "HandOver" -> "session '%s' is to hand over to '%s'".formatted(to, next);
      case "Keep" -> "session '%s' is in charge".formatted(to);
      case "Elect" ->
          from == null
              ? "session '%s' takes over with its next heartbeat".formatted(next)
              : "session '%s' is not in charge any more; '%s' takes over with its next heartbeat"
                  .formatted(from, next);
      default ->
          from == null
              ? "nobody is elected any more"
              : "session '%s' is not in charge any more; nobody is".formatted(from);
    };
  }

  static Events.Tone tone(Transition transition) {
    return switch (transition.reason()) {
      case "HolderExpired", "LeaseLost", "CandidateSilent", "AnswerLost" -> Events.Tone.WARNING;
      default -> Events.Tone.NORMAL;
    };
  }
}
