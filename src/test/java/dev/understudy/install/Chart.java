package dev.understudy.install;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The chart, rendered by Helm itself. */
final class Chart {

  static final Path BASE = Path.of(System.getProperty("understudy.basedir"));
  static final Path DIRECTORY = BASE.resolve("helm/understudy");

  /** The version of the control plane of the tests. */
  static final String KUBERNETES = "1.35.4";

  private static final String HOOK = "helm.sh/hook";
  // Helm's library leaves hooks out of what it renders, so they must not look like hooks to it.
  private static final String DISGUISE = "disguised.helm.sh/hook";

  private static final Map<Asked, Rendered> DONE = new ConcurrentHashMap<>();

  private record Asked(String release, String namespace, String values, String kubernetes) {}

  private Chart() {}

  /** What the release {@code understudy} in a namespace of the same name would be. */
  static Rendered render(String values) {
    return render("understudy", "understudy", values);
  }

  /**
   * What a release would be, its hooks and tests included.
   *
   * @param values as in a values file
   * @throws IllegalStateException if Helm refuses; the message is Helm's
   */
  static Rendered render(String release, String namespace, String values) {
    return render(release, namespace, values, KUBERNETES);
  }

  /** As {@link #render(String, String, String)}, for another version of Kubernetes. */
  static Rendered render(String release, String namespace, String values, String kubernetes) {
    return DONE.computeIfAbsent(new Asked(release, namespace, values, kubernetes), Chart::render);
  }

  private static Rendered render(Asked asked) {
    return withCopy(
        copy -> {
          Path file = Files.writeString(copy.resolve("given.yaml"), asked.values());
          String text =
              new Helm(disguised(copy.resolve("understudy")))
                  .template()
                  .withName(asked.release())
                  .withNamespace(asked.namespace())
                  .withKubeVersion(asked.kubernetes())
                  .withValuesFile(file)
                  .call();
          return new Rendered(text.replace(DISGUISE, HOOK));
        });
  }

  /** What Helm tells those who install the release {@code understudy}. */
  static String notes(String values) {
    return withCopy(
        copy -> {
          Path file = Files.writeString(copy.resolve("given.yaml"), values);
          String told =
              new Helm(copy.resolve("understudy"))
                  .install()
                  .withName("understudy")
                  .withNamespace("understudy")
                  .withKubeVersion(KUBERNETES)
                  .clientOnly()
                  .withDryRunOption(DryRun.CLIENT)
                  .withValuesFile(file)
                  .call()
                  .getOutput();
          return told.substring(told.indexOf("NOTES:"));
        });
  }

  /** What needs a directory that goes afterwards. */
  interface Work<T> {
    /** Does it; the directory holds a copy of the chart. */
    T in(Path directory) throws IOException;
  }

  /** Does something with a copy of the chart, which lies in the directory {@code understudy}. */
  static <T> T withCopy(Work<T> work) {
    try {
      Path directory = Files.createTempDirectory("understudy-chart-");
      try {
        copy(DIRECTORY, directory.resolve("understudy"));
        return work.in(directory);
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static Path disguised(Path chart) throws IOException {
    try (Stream<Path> all = Files.walk(chart.resolve("templates"))) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        Files.writeString(each, Files.readString(each).replace(HOOK, DISGUISE));
      }
    }
    return chart;
  }

  /** The names of the combinations of values that are tried. */
  static List<String> combinations() {
    try (Stream<Path> files = Files.list(combinationsDirectory())) {
      return files
          .map(file -> file.getFileName().toString().replace(".yaml", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A combination of values, as in a values file. */
  static String combination(String name) {
    try {
      return Files.readString(combinationsDirectory().resolve(name + ".yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path combinationsDirectory() {
    return BASE.resolve("src/test/resources/dev/understudy/install/values");
  }
}
