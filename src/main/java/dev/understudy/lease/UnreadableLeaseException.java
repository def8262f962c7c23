package dev.understudy.lease;

/**
 * Ends the reading of a Lease that this version cannot read; becomes an {@link UnreadableLease}.
 */
final class UnreadableLeaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableLeaseException(String problem) {
    super(problem);
  }
}
