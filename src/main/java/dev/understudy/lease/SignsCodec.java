package dev.understudy.lease;

import dev.understudy.election.Signs;
import org.jspecify.annotations.Nullable;

/** Writes and reads what was heard of a client. */
final class SignsCodec {
  private SignsCodec() {}

  /**
   * Writes the signs, or removes them.
   *
   * @param prefix of the annotations: whose signs these are
   */
  static void write(Notes notes, String prefix, @Nullable Signs signs) {
    notes
        .put(prefix + "beats", signs == null ? null : signs.beats())
        .put(prefix + "registration", signs == null ? null : signs.registration())
        .put(prefix + "fresh", signs == null ? null : signs.fresh())
        .put(prefix + "score", signs == null ? null : signs.score())
        .put(prefix + "data-time", signs == null ? null : signs.dataTime())
        .put(prefix + "heartbeat-time", signs == null ? null : signs.at())
        .putFlag(prefix + "extended", signs != null && signs.extended())
        .putText(prefix + "instance", signs == null ? null : signs.instance())
        .putText(prefix + "peer", signs == null ? null : signs.peer());
    SharingCodec.write(notes, prefix, signs == null ? null : signs.sharing());
  }

  static Signs read(Notes notes, String prefix) {
    return new Signs(
        notes.count(prefix + "beats"),
        notes.smallCount(prefix + "registration"),
        notes.smallCount(prefix + "fresh"),
        notes.decimal(prefix + "score"),
        notes.instant(prefix + "data-time"),
        notes.instant(prefix + "heartbeat-time"),
        notes.flag(prefix + "extended"),
        notes.plain(prefix + "instance"),
        notes.plain(prefix + "peer"),
        SharingCodec.read(notes, prefix));
  }
}
