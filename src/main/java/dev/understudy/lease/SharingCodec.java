package dev.understudy.lease;

import dev.understudy.election.Caller;
import dev.understudy.election.Sharing;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and reads who else calls under a session's id. Most sessions have no such annotations. */
final class SharingCodec {
  private static final String SEPARATOR = "/";
  private static final int CALLER_PARTS = 2;
  private static final int EARLIER_PARTS = 3;

  private SharingCodec() {}

  static void write(Notes notes, String prefix, @Nullable Sharing sharing) {
    notes
        .put(prefix + "caller", sharing == null ? null : text(sharing.last()))
        .putList(
            prefix + "callers-before",
            sharing == null ? List.of() : sharing.earlier(),
            earlier -> earlier.ago() + SEPARATOR + text(earlier.caller()))
        .put(prefix + "caller-returned", sharing == null ? null : sharing.returned());
  }

  static @Nullable Sharing read(Notes notes, String prefix) {
    Caller last = notes.read(prefix + "caller", "no caller", SharingCodec::last);
    return last == null
        ? null
        : new Sharing(
            last,
            notes.list(prefix + "callers-before", "no list of callers", SharingCodec::earlier),
            notes.read(prefix + "caller-returned", "no duration", Duration::parse));
  }

  private static String text(Caller caller) {
    return part(caller.instance()) + SEPARATOR + part(caller.peer());
  }

  private static String part(@Nullable String text) {
    return text == null ? "" : Notes.escaped(text);
  }

  private static Caller last(String text) {
    return caller(parts(text, CALLER_PARTS), 0);
  }

  private static Sharing.Earlier earlier(String text) {
    String[] parts = parts(text, EARLIER_PARTS);
    return new Sharing.Earlier(caller(parts, 1), Duration.parse(parts[0]));
  }

  private static Caller caller(String[] parts, int from) {
    return new Caller(unescaped(parts[from]), unescaped(parts[from + 1]));
  }

  private static String[] parts(String text, int count) {
    String[] parts = text.split(SEPARATOR, -1);
    if (parts.length != count) {
      throw new IllegalArgumentException(count + " parts expected");
    }
    return parts;
  }

  private static @Nullable String unescaped(String part) {
    return part.isEmpty() ? null : Notes.unescaped(part);
  }
}
