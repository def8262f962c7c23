package dev.understudy.lease;

/**
 * A Lease of ours that this version cannot read: of a newer format, or broken by hand. It is left
 * alone.
 */
public final class UnreadableLeaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableLeaseException(String lease, String problem) {
    super("Lease " + lease + ": " + problem);
  }
}
