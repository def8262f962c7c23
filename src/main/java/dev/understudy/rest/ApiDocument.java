package dev.understudy.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The OpenAPI document of the facade, in both of its forms. It is kept by hand, beside this class;
 * the version is filled in here.
 *
 * @param yaml as it is kept
 * @param json the same as JSON
 */
record ApiDocument(WebFile yaml, WebFile json) {

  private static final String NO_VERSION = "\n  version: unknown\n";

  /** Anybody may ask whether it has changed, and a page of any origin may read it. */
  private static final Map<String, String> HEADERS =
      Map.of("Cache-Control", "no-cache", "Access-Control-Allow-Origin", "*");

  /**
   * Reads the document.
   *
   * @param version the program's version
   */
  static ApiDocument read(String version) {
    String kept = new String(Resources.read("openapi.yaml"), StandardCharsets.UTF_8);
    if (!kept.contains(NO_VERSION)) {
      throw new IllegalStateException("openapi.yaml leaves no room for the version");
    }
    String quoted = "'" + version.replace("'", "''") + "'";
    byte[] yaml =
        kept.replace(NO_VERSION, "\n  version: " + quoted + "\n").getBytes(StandardCharsets.UTF_8);
    return new ApiDocument(
        WebFile.of("application/yaml; charset=utf-8", yaml, HEADERS),
        WebFile.of("application/json; charset=utf-8", json(yaml), HEADERS));
  }

  private static byte[] json(byte[] yaml) {
    try {
      JsonNode tree = new YAMLMapper().readTree(yaml);
      return new JsonMapper().writeValueAsBytes(tree);
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.yaml cannot be read", e);
    }
  }
}
