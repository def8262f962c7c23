package dev.understudy.plugin;

/**
 * One thing that was looked at.
 *
 * @param name what
 * @param outcome how it is
 * @param message what was found
 * @param resolution what to do about it; empty where nothing is to be done
 */
record Check(String name, Outcome outcome, String message, String resolution) {

  /** How a thing is. */
  enum Outcome {
    /** As it should be. */
    OK,
    /** It works, and may not for long. */
    WARNING,
    /** It does not work. */
    FAILED,
    /** Nobody can say. */
    UNKNOWN
  }

  static Check ok(String name, String message) {
    return new Check(name, Outcome.OK, message, "");
  }

  static Check warning(String name, String message, String resolution) {
    return new Check(name, Outcome.WARNING, message, resolution);
  }

  static Check failed(String name, String message, String resolution) {
    return new Check(name, Outcome.FAILED, message, resolution);
  }

  static Check unknown(String name, String message) {
    return new Check(name, Outcome.UNKNOWN, message, "");
  }
}
