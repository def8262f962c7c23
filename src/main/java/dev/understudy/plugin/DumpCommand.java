package dev.understudy.plugin;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes what somebody needs who is to help, and nothing that is secret. */
@Command(
    name = "dump",
    description = {
      "Writes a support bundle: groups, lists, Leases, Events, CRDs and the operator's pods and",
      "logs. It holds no Secret, no environment and no AdditionalData; look at it before you",
      "send it."
    },
    mixinStandardHelpOptions = true)
final class DumpCommand implements Callable<Integer> {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'understudy-'yyyyMMdd-HHmmss'.zip'").withZone(ZoneOffset.UTC);

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The file, which must not exist; else understudy-<time>.zip here.")
  private @Nullable Path file;

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  DumpCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Path target = file == null ? Path.of(NAME.format(Instant.now())) : file;
    try (KubernetesClient client = cluster.connect()) {
      Map<String, String> parts = new Bundle(client, InstantSource.system()).collect();
      write(target, parts);
      out.printf("%s: %d files%n", target, parts.size());
      out.flush();
      return 0;
    }
  }

  private static void write(Path target, Map<String, String> parts) {
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(target, StandardOpenOption.CREATE_NEW))) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry("understudy/" + part.getKey()));
        zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (FileAlreadyExistsException e) {
      throw new Failure(target + " exists already; name another with --file");
    } catch (IOException e) {
      throw new Failure(target + " cannot be written: " + e.getMessage());
    }
  }
}
