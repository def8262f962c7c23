package dev.understudy.plugin;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.SessionStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Tells kubectl how a command line may go on, in the form that it asks plugins for: one word a
 * line, and a last line that says how to use them.
 */
@Command(name = "__complete", hidden = true, description = "Completes a command line for kubectl.")
final class CompleteCommand implements Callable<Integer> {
  /** No file names, in the numbers of the library that kubectl completes with. */
  private static final String NO_FILES = ":4";

  private static final Set<String> ABOUT_GROUPS = Set.of("status", "watch", "switch", "explain");

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "WORD")
  private List<String> words = List.of();

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  CompleteCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String begun = words.isEmpty() ? "" : words.getLast();
    List<String> before = words.isEmpty() ? List.of() : words.subList(0, words.size() - 1);
    candidates(before, begun)
        .filter(word -> word.startsWith(begun))
        .distinct()
        .sorted()
        .forEach(out::println);
    out.println(NO_FILES);
    out.flush();
    return 0;
  }

  private Stream<String> candidates(List<String> before, String begun) {
    CommandLine top = spec.commandLine().getParent();
    if (before.isEmpty()) {
      return top.getSubcommands().values().stream()
          .filter(command -> !command.getCommandSpec().usageMessage().hidden())
          .map(CommandLine::getCommandName);
    }
    CommandLine command = top.getSubcommands().get(before.getFirst());
    if (command == null) {
      return Stream.of();
    }
    if (begun.startsWith("-")) {
      return command.getCommandSpec().options().stream().map(option -> option.longestName());
    }
    return ABOUT_GROUPS.contains(before.getFirst()) ? names(before) : Stream.of();
  }

  /** Groups, and after a group that is to be switched its sessions; none if nobody can say. */
  private static Stream<String> names(List<String> before) {
    List<String> arguments = before.stream().skip(1).filter(word -> !word.startsWith("-")).toList();
    try (KubernetesClient client = new ClusterOptions().connect()) {
      List<FailoverGroup> groups = new GroupFinder(client).all(false);
      if (arguments.isEmpty()) {
        return groups.stream().map(group -> group.getMetadata().getName());
      }
      return before.getFirst().equals("switch") && arguments.size() == 1
          ? sessions(groups, arguments.getFirst())
          : Stream.of();
    } catch (RuntimeException e) {
      // Whoever presses the tabulator key is not helped by an error.
      return Stream.of();
    }
  }

  private static Stream<String> sessions(List<FailoverGroup> groups, String name) {
    List<String> sessions = new ArrayList<>();
    groups.stream()
        .filter(group -> group.getMetadata().getName().equals(name))
        .flatMap(group -> group.statusIfAny().stream())
        .flatMap(status -> Stream.ofNullable(status.sessions()))
        .forEach(all -> all.listed().stream().map(SessionStatus::id).forEach(sessions::add));
    return sessions.stream();
  }
}
