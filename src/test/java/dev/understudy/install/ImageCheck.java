package dev.understudy.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Looks into the tarballs that were just packed, in the phase {@code verify}: layers, user, entry
 * point, labels, and that nothing in them depends on when or where they were made. Ends with 1 and
 * one line for each thing that is wrong.
 */
final class ImageCheck {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BLOCK = 512;

  private final List<String> problems = new ArrayList<>();

  private ImageCheck() {}

  /**
   * Checks both platforms.
   *
   * @param arguments the directory of the tarballs, and the version
   */
  public static void main(String[] arguments) throws IOException {
    ImageCheck check = new ImageCheck();
    Path directory = Path.of(arguments[0]);
    Map<String, List<String>> layers = new HashMap<>();
    for (String platform : List.of("amd64", "arm64")) {
      layers.put(platform, check.image(directory, platform, arguments[1]));
    }
    check.equal("layers of both platforms", layers.get("amd64"), layers.get("arm64"));
    check.problems.forEach(System.err::println);
    if (!check.problems.isEmpty()) {
      System.exit(1);
    }
  }

  private List<String> image(Path directory, String platform, String version) throws IOException {
    Map<String, byte[]> tar =
        entries(Files.readAllBytes(directory.resolve("understudy-image-" + platform + ".tar")));
    JsonNode manifest = JSON.readTree(tar.get("manifest.json")).get(0);
    JsonNode image = JSON.readTree(tar.get(manifest.get("Config").asText()));
    JsonNode config = image.get("config");
    equal(
        "platform",
        image.get("os").asText() + "/" + image.get("architecture").asText(),
        "linux/" + platform);
    equal("user", config.get("User").asText(), "65532:65532");
    equal(
        "entry point",
        texts(config.get("Entrypoint")),
        List.of(
            "java",
            "@/app/jvm.options",
            "-cp",
            "@/app/jib-classpath-file",
            "dev.understudy.app.Understudy"));
    equal("arguments", texts(config.get("Cmd")), List.of("operator"));
    equal("name", texts(manifest.get("RepoTags")), List.of("understudy:" + version));
    JsonNode labels = config.get("Labels");
    equal("version", labels.get("org.opencontainers.image.version").asText(), version);
    equal("licence", labels.get("org.opencontainers.image.licenses").asText(), "Apache-2.0");
    equal("time", image.get("created").asText(), "2026-01-01T00:00:00Z");
    List<String> files = new ArrayList<>();
    for (JsonNode layer : manifest.get("Layers")) {
      files.addAll(files(tar.get(layer.asText())));
    }
    contains(files, "app/jvm.options");
    contains(files, "app/classpath/understudy-" + version + ".jar");
    contains(files, "app/jib-classpath-file");
    if (files.stream().anyMatch(file -> file.contains("server-mock") || file.contains("junit"))) {
      problems.add(platform + ": a library that only tests or the demo need is in the image");
    }
    return texts(manifest.get("Layers"));
  }

  private List<String> files(byte[] layer) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(layer))) {
      return List.copyOf(entries(in.readAllBytes()).keySet());
    }
  }

  /** The files of a tar, as POSIX describes it; long names in their own entries are not needed. */
  private static Map<String, byte[]> entries(byte[] tar) {
    Map<String, byte[]> entries = new HashMap<>();
    int at = 0;
    while (at + BLOCK <= tar.length && tar[at] != 0) {
      String name = text(tar, at, 100);
      int size = Integer.parseInt(text(tar, at + 124, 12).strip(), 8);
      entries.put(name, Arrays.copyOfRange(tar, at + BLOCK, at + BLOCK + size));
      at += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
    }
    return entries;
  }

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }

  private void equal(String what, Object is, Object should) {
    if (!is.equals(should)) {
      problems.add("image: " + what + " is " + is + " and should be " + should);
    }
  }

  private void contains(List<String> files, String file) {
    if (!files.contains(file)) {
      problems.add("image: " + file + " is missing among " + files);
    }
  }
}
