package dev.understudy.app;

import dev.understudy.api.Crds;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the CustomResourceDefinitions, to be piped into {@code kubectl apply}. */
@Command(
    name = "crds",
    description =
        "Prints the CustomResourceDefinitions; apply them with: kubectl apply --server-side -f -",
    mixinStandardHelpOptions = true)
final class CrdsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  CrdsCommand() {}

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Crds.documents()
        .forEach(document -> out.print(document.startsWith("---") ? document : "---\n" + document));
    out.flush();
  }
}
