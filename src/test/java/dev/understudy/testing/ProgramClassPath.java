package dev.understudy.testing;

import dev.understudy.app.ProgramVersion;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The class path of this test run, for the program as a process of its own before it is packed. */
public final class ProgramClassPath {

  private ProgramClassPath() {}

  /** As {@code java -cp} takes it. */
  public static String get() {
    return ProgramVersion.class.getClassLoader() instanceof URLClassLoader loader
        ? Arrays.stream(loader.getURLs())
            .map(ProgramClassPath::path)
            .collect(Collectors.joining(":"))
        : System.getProperty("java.class.path");
  }

  private static String path(URL url) {
    try {
      URI uri = url.toURI();
      return Path.of(uri).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path has " + url, e);
    }
  }
}
