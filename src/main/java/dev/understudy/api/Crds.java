package dev.understudy.api;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The CustomResourceDefinitions as they ship, the same as the files in {@code deploy/crds}. */
public final class Crds {

  /** The names of the files, in the order in which they are applied. */
  public static final List<String> FILES =
      List.of("failovergroups.understudy.dev.yaml", "groupacls.understudy.dev.yaml");

  private Crds() {}

  /** The YAML documents, one for each of {@link #FILES}. */
  public static List<String> documents() {
    return FILES.stream().map(Crds::read).toList();
  }

  private static String read(String file) {
    String path = "/dev/understudy/crds/" + file;
    try (InputStream in = Crds.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new FileNotFoundException(path + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
