package dev.understudy.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** Writes kubeconfig files, each to a file of its own that its owner alone can read. */
final class Kubeconfigs {

  private final Path directory;

  Kubeconfigs(Path directory) {
    this.directory = directory;
  }

  Path write(URI server, String certificate, Credentials credentials) {
    String authority =
        Base64.getEncoder().encodeToString(certificate.getBytes(StandardCharsets.UTF_8));
    try {
      Path file =
          Files.createTempFile(
              directory,
              "kubeconfig-",
              ".yaml",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(
          file,
          """
          apiVersion: v1
          kind: Config
          current-context: tests
          clusters:
            - name: tests
              cluster:
                server: "%s"
                certificate-authority-data: "%s"
          users:
            - name: "%s"
              user:
                token: "%s"
          contexts:
            - name: tests
              context:
                cluster: tests
                user: "%s"
          """
              .formatted(
                  server, authority, credentials.user(), credentials.token(), credentials.user()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
