package dev.understudy.controlplane;

/**
 * What a run of kubectl ended with.
 *
 * @param command the command line, for messages
 * @param exitCode 0 if it did what it was told
 * @param out all of its standard output
 * @param err all of its standard error
 */
public record KubectlResult(String command, int exitCode, String out, String err) {

  /** The output of a successful run; any other fails the test with everything that kubectl said. */
  public String orFail() {
    if (exitCode != 0) {
      throw new AssertionError(
          "%s ended with exit code %d%n%s%s".formatted(command, exitCode, out, err));
    }
    return out;
  }
}
