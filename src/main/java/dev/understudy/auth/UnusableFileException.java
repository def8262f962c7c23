package dev.understudy.auth;

/**
 * Says why a file cannot be used, in words for whoever has made it: with the file's name and, where
 * there is one, the number of the line, but with nothing of what the file holds.
 */
public final class UnusableFileException extends Exception {

  /** A reason without a stack trace: nothing is wrong with the program. */
  public UnusableFileException(String reason) {
    super(reason, null, false, false);
  }

  /** The reason. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
