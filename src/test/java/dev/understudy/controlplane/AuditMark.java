package dev.understudy.controlplane;

/**
 * A place in the audit log: {@link AuditLog#mark} takes it, {@link AuditLog#since} reads from it.
 *
 * @param offset bytes from the beginning of the log
 */
public record AuditMark(long offset) {

  /** The beginning of the log. */
  public static final AuditMark START = new AuditMark(0);

  /** Checks the offset. */
  public AuditMark {
    if (offset < 0) {
      throw new IllegalArgumentException("an offset is never negative: " + offset);
    }
  }
}
