package dev.understudy.api;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDGenerator.AbstractCRDOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the files of {@code deploy/crds} from the resource classes. */
public final class CrdFiles {

  static final String REGENERATE = "mvn -q -Pcrds";

  private static final String HEADER =
      "# Generated from the classes in dev.understudy.api; change those, then run: "
          + REGENERATE
          + "\n";

  private CrdFiles() {}

  /** The contents of the files, by their names. */
  static SortedMap<String, String> generate() {
    InMemory output = new InMemory();
    new CRDGenerator()
        .customResourceClasses(FailoverGroup.class, GroupAcl.class)
        .withPostProcessor(new CrdFinish())
        .withOutput(output)
        .generate();
    return output.files();
  }

  /** Writes the files into the directory given as the only argument. */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    for (Map.Entry<String, String> file : generate().entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue());
    }
  }

  private static final class InMemory extends AbstractCRDOutput<ByteArrayOutputStream> {

    private final Map<String, ByteArrayOutputStream> streams = new TreeMap<>();

    @Override
    protected ByteArrayOutputStream createStreamFor(String name) {
      return streams.computeIfAbsent(name, absent -> new ByteArrayOutputStream());
    }

    SortedMap<String, String> files() {
      SortedMap<String, String> files = new TreeMap<>();
      streams.forEach(
          (name, stream) -> {
            String yaml = stream.toString(StandardCharsets.UTF_8);
            files.put(
                name.replaceFirst("-v1$", ".yaml"),
                HEADER + yaml.substring(yaml.indexOf('\n') + 1));
          });
      return files;
    }
  }
}
