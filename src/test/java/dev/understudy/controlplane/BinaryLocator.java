package dev.understudy.controlplane;

import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.KubeAPITestException;
import io.fabric8.kubeapitest.binary.BinaryManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the programs of a control plane: those that {@code src/test/controlplane/build} has built,
 * else those of fabric8's kube-api-test, which downloads them where it can (unless {@code
 * KUBE_API_TEST_OFFLINE_MODE=true}). Builds nothing itself.
 */
final class BinaryLocator {

  private static final Logger LOG = LoggerFactory.getLogger(BinaryLocator.class);
  private static final String KUBERNETES = "1.35.*";

  /** What was found. */
  sealed interface Result {

    /** All that is needed, perhaps without a controller manager. */
    record Found(Binaries binaries) implements Result {}

    /** Nothing to run; the reason is one line that says what to do. */
    record Missing(String reason) implements Result {}
  }

  private final Path buildScript;
  private final Supplier<Optional<Binaries>> otherwise;

  /**
   * @param buildScript knows the directory of what it builds
   * @param otherwise asked where that directory does not exist
   */
  BinaryLocator(Path buildScript, Supplier<Optional<Binaries>> otherwise) {
    this.buildScript = buildScript;
    this.otherwise = otherwise;
  }

  /** The locator of this checkout. */
  static BinaryLocator ofCheckout() {
    Path checkout = Path.of(System.getProperty("understudy.basedir", ""));
    return new BinaryLocator(
        checkout.resolve("src/test/controlplane/build").toAbsolutePath(),
        BinaryLocator::downloaded);
  }

  Result locate() {
    return built()
        .or(otherwise)
        .<Result>map(Result.Found::new)
        .orElseGet(
            () ->
                new Result.Missing(
                    "no control plane: src/test/controlplane/build makes one (needs Go, takes some"
                        + " minutes, once), and kube-api-test could not download one"));
  }

  private Optional<Binaries> built() {
    try {
      Process where =
          new ProcessBuilder(buildScript.toString(), "--where")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String line =
          new String(where.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return where.waitFor() == 0 && Files.isDirectory(Path.of(line))
          ? Optional.of(Binaries.in(Path.of(line)))
          : Optional.empty();
    } catch (IOException e) {
      LOG.debug("{} cannot be asked", buildScript, e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<Binaries> downloaded() {
    BinaryManager manager =
        new BinaryManager(
            KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withApiServerVersion(KUBERNETES)
                // Its own reading of this variable fails on every value.
                .withOfflineMode(Boolean.parseBoolean(System.getenv("KUBE_API_TEST_OFFLINE_MODE")))
                .build());
    try {
      manager.initAndDownloadIfRequired();
      return Optional.of(Binaries.in(manager.binaries().getApiServer().toPath().getParent()));
    } catch (KubeAPITestException e) {
      LOG.debug("kube-api-test has no binaries", e);
      return Optional.empty();
    }
  }
}
