package dev.understudy.access;

/**
 * Rights that a trustee has, or is denied. Immutable.
 *
 * @param trustee whose; in a list that is in force always a role
 * @param effect whether they are given or taken away
 * @param rights which
 */
public record Entry(Trustee trustee, Effect effect, Rights rights) {

  /** Whether an entry gives or takes away. */
  public enum Effect {
    /** It gives. */
    ALLOWED,
    /** It takes away what other entries give. */
    DENIED
  }
}
