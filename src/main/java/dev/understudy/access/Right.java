package dev.understudy.access;

/** One thing that can be allowed or denied. The names and bits are those of the REST interface. */
public enum Right {
  /** To see it. */
  READ(1, "Read"),
  /** To work with it: to register sessions and send heartbeats, to make groups. */
  WRITE(2, "Write"),
  /** To delete it. */
  DELETE(4, "Delete"),
  /** To see and change who may do what, and to overrule the election. */
  MANAGE_ACCESS_CONTROL(8, "ManageAccessControl"),
  /** Kept for clients that know it; nothing here asks for it. */
  SHARE(16, "Share");

  private final int bit;
  private final String word;

  Right(int bit, String word) {
    this.bit = bit;
    this.word = word;
  }

  int bit() {
    return bit;
  }

  /** The name that people read. */
  public String word() {
    return word;
  }
}
