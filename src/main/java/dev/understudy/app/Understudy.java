package dev.understudy.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "understudy",
    description = "Keeps exactly one of a group of redundant clients in charge, on Kubernetes.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    subcommands = {
      OperatorCommand.class,
      CrdsCommand.class,
      RemoveFinalizersCommand.class,
      ProbeCommand.class
    })
public final class Understudy implements Runnable {
  @Spec private CommandSpec spec;

  /** For the command line's own use. */
  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  Understudy() {}

  /** Runs the program; ends the process with 0, 1 for a failure, or 2 for a wrong command line. */
  public static void main(String[] arguments) {
    // Else the JDK warns at every start of what Netty does by way of sun.misc.Unsafe.
    System.setProperty("io.netty.noUnsafe", "true");
    int code = commandLine().execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Understudy())
        .setDefaultValueProvider(new EnvironmentDefaults(System.getenv()))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Which command? One of: " + String.join(", ", spec.subcommands().keySet()));
  }
}
