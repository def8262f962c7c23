package dev.understudy.plugin;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The plugin's command line. */
@Command(
    name = "kubectl-understudy",
    description = "Shows who of a failover group is in charge, and changes it.",
    footer = {
      "",
      "Exit codes: 0 all is well; 1 it could not be done; 2 the command line is wrong; 3 it was",
      "done, and something is not as it should be (no primary, not ready, a check failed)."
    },
    mixinStandardHelpOptions = true,
    versionProvider = PluginVersion.class,
    subcommands = {
      StatusCommand.class,
      WatchCommand.class,
      SwitchCommand.class,
      ExplainCommand.class,
      DoctorCommand.class,
      DumpCommand.class,
      CompleteCommand.class
    })
public final class KubectlUnderstudy implements Runnable {

  /** It was done, and something is not as it should be. */
  static final int NOT_WELL = 3;

  @Spec private CommandSpec spec;

  /** For the command line's own use. */
  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  KubectlUnderstudy() {}

  /** Runs the plugin; ends the process with one of the exit codes that its help tells. */
  public static void main(String[] arguments) {
    // Else the JDK warns at every start of what Netty does by way of sun.misc.Unsafe.
    System.setProperty("io.netty.noUnsafe", "true");
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = execute(out, err, arguments);
    out.flush();
    // Not by returning: threads of the client would keep the process for a while.
    System.exit(code);
  }

  /**
   * Carries out one command line.
   *
   * @param out where results go
   * @param err where complaints go
   * @return one of the exit codes that the plugin's help tells
   */
  public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line =
        new CommandLine(new KubectlUnderstudy())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(new Told())
            .setOut(out)
            .setErr(err);
    return line.execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Which command? One of: status, watch, switch, explain, doctor, dump");
  }

  /** Tells a failure in a sentence; only a fault of the program gets a stack trace. */
  private static final class Told implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(
        Exception failure, CommandLine commandLine, ParseResult parsed) throws Exception {
      PrintWriter err = commandLine.getErr();
      err.println("error: " + Failure.of(failure).getMessage());
      err.flush();
      return commandLine.getCommandSpec().exitCodeOnExecutionException();
    }
  }
}
