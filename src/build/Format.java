import com.google.googlejavaformat.java.GoogleJavaFormatToolProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks or repairs the form of all Java files below a directory with google-java-format.
 *
 * <p>Run by the build with the formatter on the class path. Arguments: {@code check} or {@code
 * apply}, the directory, and the file that is to list what a check finds (no file: all is well).
 */
final class Format {

  private Format() {}

  public static void main(String[] args) throws IOException {
    boolean apply = args[0].equals("apply");
    Path report = Path.of(args[2]);
    List<String> arguments = new ArrayList<>();
    arguments.add(apply ? "--replace" : "--dry-run");
    try (var files = Files.walk(Path.of(args[1]))) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .sorted()
          .map(Path::toString)
          .forEach(arguments::add);
    }

    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    int code =
        new GoogleJavaFormatToolProvider()
            .run(new PrintWriter(out), new PrintWriter(errors), arguments.toArray(String[]::new));
    System.err.print(errors);
    if (code != 0) {
      System.exit(code);
    }
    if (apply || out.toString().isBlank()) {
      Files.deleteIfExists(report);
    } else {
      System.err.print(out);
      Files.writeString(report, out.toString());
    }
  }
}
