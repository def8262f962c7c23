package dev.understudy.lease;

import dev.understudy.election.Candidate;
import dev.understudy.election.Cause;
import dev.understudy.election.Grant;
import dev.understudy.election.Phase;
import dev.understudy.election.SessionRef;
import dev.understudy.election.Timing;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes and reads where a group stands: its phase, the grant, and who is next. */
final class PhaseCodec {
  private static final String PHASE = "phase";
  private static final String CAUSE = "cause";
  private static final String HOLDER = "holder-";
  private static final String CANDIDATE = "candidate-";
  private static final String TIMEOUT = "timeout";
  private static final String GRACE = "grace";

  private PhaseCodec() {}

  static void write(Notes notes, Phase phase) {
    notes.put(PHASE, word(phase));
    writeGrant(notes, phase.current().orElse(null));
    Candidate next = phase.next().orElse(null);
    notes
        .put(CAUSE, cause(phase))
        .putText(CANDIDATE + "id", next == null ? null : next.id())
        .putText(CANDIDATE + "uid", next == null ? null : next.uid())
        .putFlag(CANDIDATE + "pinned", next != null && next.pinned());
  }

  private static void writeGrant(Notes notes, @Nullable Grant grant) {
    writeSession(notes, HOLDER, grant == null ? null : grant.holder());
    notes
        .putFlag(HOLDER + "gone", grant != null && grant.gone())
        .put(TIMEOUT, grant == null ? null : grant.timing().timeout())
        .put(GRACE, grant == null ? null : grant.timing().grace())
        .put("renewals", grant == null ? null : grant.renewals());
    SignsCodec.write(notes, HOLDER, grant == null ? null : grant.signs());
  }

  static Phase read(Notes notes) {
    String word = notes.required(PHASE, "no text", text -> text);
    return switch (word) {
      case "vacant" -> new Phase.Vacant();
      case "pending" -> new Phase.Pending(requiredCandidate(notes), requiredCause(notes));
      case "held" -> new Phase.Held(readGrant(notes));
      case "handover" ->
          new Phase.Handover(readGrant(notes), readCandidate(notes), requiredCause(notes));
      case "releasing" ->
          new Phase.Releasing(readGrant(notes), readCandidate(notes), requiredCause(notes));
      default ->
          throw notes.unreadable(
              "annotation %s%s reads '%s', which is no phase".formatted(Notes.PREFIX, PHASE, word));
    };
  }

  private static String word(Phase phase) {
    return switch (phase) {
      case Phase.Vacant _ -> "vacant";
      case Phase.Pending _ -> "pending";
      case Phase.Held _ -> "held";
      case Phase.Handover _ -> "handover";
      case Phase.Releasing _ -> "releasing";
    };
  }

  private static @Nullable String cause(Phase phase) {
    return switch (phase) {
      case Phase.Pending(var _, Cause why) -> why.word();
      case Phase.Handover(var _, var _, Cause why) -> why.word();
      case Phase.Releasing(var _, var _, Cause why) -> why.word();
      case Phase.Vacant _, Phase.Held _ -> null;
    };
  }

  private static Grant readGrant(Notes notes) {
    return new Grant(
        readSession(notes, HOLDER),
        notes.flag(HOLDER + "gone"),
        new Timing(
            notes.required(TIMEOUT, "no duration above zero", PhaseCodec::positive),
            notes.required(GRACE, "no duration from zero up", PhaseCodec::notNegative)),
        notes.count("renewals"),
        SignsCodec.read(notes, HOLDER));
  }

  private static @Nullable Candidate readCandidate(Notes notes) {
    return notes.has(CANDIDATE + "id") ? requiredCandidate(notes) : null;
  }

  private static Candidate requiredCandidate(Notes notes) {
    String id = notes.requiredName(CANDIDATE + "id");
    boolean pinned = notes.flag(CANDIDATE + "pinned");
    return new Candidate(
        id,
        pinned && !notes.has(CANDIDATE + "uid") ? null : notes.requiredName(CANDIDATE + "uid"),
        pinned);
  }

  private static Cause requiredCause(Notes notes) {
    return notes.required(CAUSE, "no known cause", PhaseCodec::causeOf);
  }

  /** The cause with this word. */
  static Cause causeOf(String word) {
    return Arrays.stream(Cause.values())
        .filter(cause -> cause.word().equals(word))
        .findFirst()
        .orElseThrow();
  }

  static void writeSession(Notes notes, String prefix, @Nullable SessionRef session) {
    notes
        .putText(prefix + "id", session == null ? null : session.id())
        .putText(prefix + "uid", session == null ? null : session.uid());
  }

  /** Both parts or neither: half a session is unreadable. */
  static @Nullable SessionRef readSession(Notes notes, String prefix) {
    return notes.has(prefix + "id") || notes.has(prefix + "uid")
        ? new SessionRef(notes.requiredName(prefix + "id"), notes.requiredName(prefix + "uid"))
        : null;
  }

  static Duration positive(String text) {
    Duration duration = Duration.parse(text);
    if (!duration.isPositive()) {
      throw new IllegalArgumentException("not positive");
    }
    return duration;
  }

  private static Duration notNegative(String text) {
    Duration duration = Duration.parse(text);
    if (duration.isNegative()) {
      throw new IllegalArgumentException("negative");
    }
    return duration;
  }
}
