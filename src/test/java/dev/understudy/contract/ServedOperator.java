package dev.understudy.contract;

import dev.understudy.app.Understudy;
import dev.understudy.embedded.EmbeddedApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The operator as its users start it, on an embedded API server, for tools that want a running
 * facade. It goes on until the process is told to stop.
 */
public final class ServedOperator {

  private ServedOperator() {}

  /**
   * Starts it.
   *
   * @param options further options of the command line, such as {@code --rest-port}
   */
  public static void main(String[] options) throws IOException {
    EmbeddedApiServer cluster = EmbeddedApiServer.start(0, Clock.systemUTC());
    Path kubeconfig = Files.createTempFile("understudy", ".kubeconfig");
    kubeconfig.toFile().deleteOnExit();
    Files.writeString(kubeconfig, cluster.kubeconfig());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "operator",
                "--kubeconfig=" + kubeconfig,
                "--namespaces=default",
                "--on-premises-namespace=default",
                "--management-address=127.0.0.1",
                "--management-port=0"));
    arguments.addAll(List.of(options));
    Understudy.main(arguments.toArray(String[]::new));
  }
}
