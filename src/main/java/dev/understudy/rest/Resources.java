package dev.understudy.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Files that are packed with the program. Stateless. */
final class Resources {

  private Resources() {}

  /**
   * Reads a file.
   *
   * @param path from this package on, or from the root where it begins with a slash
   */
  static byte[] read(String path) {
    try (InputStream file = Resources.class.getResourceAsStream(path)) {
      if (file == null) {
        throw new IllegalStateException(path + " is not packed with the program");
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read", e);
    }
  }
}
