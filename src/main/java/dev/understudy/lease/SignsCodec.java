package dev.understudy.lease;

import dev.understudy.election.Signs;

/** Writes and reads what was heard of a client. */
final class SignsCodec {
  private SignsCodec() {}

  static void write(Notes notes, String prefix, Signs signs) {
    notes
        .put(prefix + "beats", signs.beats())
        .put(prefix + "registration", signs.registration())
        .put(prefix + "fresh", signs.fresh())
        .put(prefix + "score", signs.score())
        .put(prefix + "data-time", signs.dataTime())
        .put(prefix + "heartbeat-time", signs.at())
        .put(prefix + "extended", signs.extended())
        .put(prefix + "instance", signs.instance() == null ? null : Notes.escaped(signs.instance()))
        .put(prefix + "peer", signs.peer());
  }

  static void clear(Notes notes, String prefix) {
    for (String key :
        new String[] {
          "beats",
          "registration",
          "fresh",
          "score",
          "data-time",
          "heartbeat-time",
          "extended",
          "instance",
          "peer"
        }) {
      notes.put(prefix + key, null);
    }
  }

  static Signs read(Notes notes, String prefix) {
    return new Signs(
        notes.number(prefix + "beats", 0),
        (int) notes.number(prefix + "registration", 0),
        (int) notes.number(prefix + "fresh", 0),
        notes.decimal(prefix + "score"),
        notes.instant(prefix + "data-time"),
        notes.instant(prefix + "heartbeat-time"),
        notes.flag(prefix + "extended"),
        notes.parsed(prefix + "instance", Notes::unescaped),
        notes.text(prefix + "peer"));
  }
}
