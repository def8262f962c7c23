package dev.understudy.controlplane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The programs of a control plane, as absolute paths.
 *
 * @param controllerManager empty where the binaries come from a set that has none
 */
public record Binaries(Path etcd, Path apiServer, Path kubectl, Optional<Path> controllerManager) {

  /**
   * The programs that this machine has.
   *
   * @throws IllegalStateException if there are none; the message says what to do
   */
  public static Binaries find() {
    return switch (BinaryLocator.ofCheckout().locate()) {
      case BinaryLocator.Result.Found(Binaries binaries) -> binaries;
      case BinaryLocator.Result.Missing(String reason) -> throw new IllegalStateException(reason);
    };
  }

  /** The programs of a directory that holds them under their usual names. */
  static Binaries in(Path directory) {
    Path absolute = directory.toAbsolutePath();
    return new Binaries(
        absolute.resolve("etcd"),
        absolute.resolve("kube-apiserver"),
        absolute.resolve("kubectl"),
        Optional.of(absolute.resolve("kube-controller-manager")).filter(Files::isExecutable));
  }
}
