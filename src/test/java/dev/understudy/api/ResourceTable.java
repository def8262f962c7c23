package dev.understudy.api;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of resources that must be refused, and of those that must be taken: the Java validation
 * and the API server are held to the same one.
 */
public final class ResourceTable {

  private ResourceTable() {}

  /**
   * One line of the table.
   *
   * @param sentence what is tried
   * @param field the field that is wrong; absent if nothing is
   * @param message what is said of it; absent if only the API server refuses
   * @param server what the API server says of it in words of its own
   * @param before the stored resource; absent if the resource is created
   * @param resource the resource
   */
  public record Line(
      String sentence,
      @Nullable String field,
      @Nullable String message,
      @Nullable String server,
      @Nullable ObjectNode before,
      ObjectNode resource) {

    /** Adds what every document has. */
    public Line {
      resource.put("apiVersion", FailoverGroup.GROUP + "/" + FailoverGroup.VERSION);
      if (before != null) {
        before.put("apiVersion", FailoverGroup.GROUP + "/" + FailoverGroup.VERSION);
      }
    }

    /** Whether the document is a FailoverGroup, not a GroupAcl. */
    public boolean isGroup() {
      return resource.get("kind").asText().equals(FailoverGroup.KIND);
    }

    /** What the API server says. */
    public String serverMessage() {
      return server != null ? server : message;
    }

    @Override
    public String toString() {
      return sentence;
    }
  }

  /** The resources that must be refused. */
  public static List<Line> bad() {
    return read("bad-resources.yaml");
  }

  /** The resources that must be taken. */
  public static List<Line> good() {
    return read("good-resources.yaml");
  }

  private static List<Line> read(String file) {
    ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    try (InputStream in = ResourceTable.class.getResourceAsStream(file)) {
      JsonNode table = yaml.readTree(in);
      return yaml.convertValue(table, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
