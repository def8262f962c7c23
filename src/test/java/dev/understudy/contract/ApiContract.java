package dev.understudy.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The OpenAPI document, as requests and answers are held to it. Thread-safe. */
public final class ApiContract {

  private static final String ADDRESS = "https://understudy.dev/openapi.json";
  private static final String ERROR = "/components/schemas/ErrorResponse";
  private static final String JSON = "application/json";

  /** What any request may be answered, also one that is addressed to nothing. */
  private static final Set<Integer> ANYWHERE = Set.of(400, 401, 404, 408, 413, 414, 431, 503, 505);

  /** The files of the page, which nobody but the page itself should rely on. */
  private static final String PAGE = "/docs/";

  /** Headers that tell something only where the document says so. */
  private static final List<String> TELLING =
      List.of("total-count", "retry-after", "www-authenticate", "allow", "location", "etag");

  private static final ApiContract KEPT = new ApiContract();

  private final ObjectMapper json = new ObjectMapper();
  private final JsonNode document;
  private final SchemaRegistry schemas;
  private final List<Place> places = new ArrayList<>();

  private ApiContract() {
    try (InputStream file =
        ApiContract.class.getResourceAsStream("/dev/understudy/rest/openapi.yaml")) {
      document = new YAMLMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    schemas =
        SchemaRegistry.withDefaultDialect(
            dialect(),
            builder ->
                builder
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build())
                    .schemas(Map.of(ADDRESS, document.toString())));
    document
        .get("paths")
        .properties()
        .forEach(
            path -> {
              JsonNode own = path.getValue().path("servers");
              for (JsonNode server : own.isArray() ? own : document.get("servers")) {
                places.add(Place.of(server.get("url").asText(), path.getKey()));
              }
            });
  }

  /** JSON Schema, which is not surprised at what else an OpenAPI document holds. */
  private Dialect dialect() {
    Dialect.Builder dialect = Dialect.builder(Dialects.getDraft202012());
    document.fieldNames().forEachRemaining(name -> dialect.keyword(new NonValidationKeyword(name)));
    return dialect.build();
  }

  /** The document that is packed with the program. */
  public static ApiContract get() {
    return KEPT;
  }

  /** The document itself. */
  public JsonNode document() {
    return document;
  }

  /** All operations, in the document's order. */
  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        entry -> {
                          if (entry.getValue().has("operationId")) {
                            operations.add(
                                operation(path.getKey(), entry.getKey(), path.getValue()));
                          }
                        }));
    return operations;
  }

  private static Operation operation(String path, String method, JsonNode item) {
    Set<Integer> statuses = new TreeSet<>();
    item.get(method)
        .get("responses")
        .fieldNames()
        .forEachRemaining(s -> statuses.add(Integer.valueOf(s)));
    return new Operation(method.toUpperCase(Locale.ROOT), path, item.has("servers"), statuses);
  }

  /** The operation that a request is addressed to. */
  public Optional<Operation> find(String method, String target) {
    return found(target)
        .flatMap(
            found -> {
              JsonNode item = item(found.place());
              String name = verb(method);
              return item.has(name)
                  ? Optional.of(operation(found.place().template(), name, item))
                  : Optional.empty();
            });
  }

  private record Found(Place place, Map<String, String> parameters) {}

  private Optional<Found> found(String target) {
    String path = pathOf(target);
    for (Place place : places) {
      Optional<Map<String, String>> parameters = place.match(path);
      if (parameters.isPresent()) {
        return Optional.of(new Found(place, parameters.get()));
      }
    }
    return Optional.empty();
  }

  private JsonNode item(Place place) {
    return document.get("paths").get(place.template());
  }

  private static String verb(String method) {
    return method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
  }

  private static String pathOf(String target) {
    String origin = target.replaceFirst("(?i)^https?://[^/?]*", "");
    int question = origin.indexOf('?');
    String path = question < 0 ? origin : origin.substring(0, question);
    return path.startsWith("/") ? path : "/" + path;
  }

  /**
   * Holds a request and its answer to the document.
   *
   * @throws AssertionError if the answer is none that the document allows, or if a request was
   *     carried out that the document does not allow
   */
  public void check(Call call) {
    List<String> problems = problems(call);
    if (!problems.isEmpty()) {
      throw new AssertionError(
          "This is not as openapi.yaml says: %s%n  %s"
              .formatted(call, String.join("\n  ", problems)));
    }
  }

  /** What is not as the document says. */
  public List<String> problems(Call call) {
    List<String> problems = new ArrayList<>();
    Optional<Found> found = found(call.target());
    String method = verb(call.method());
    if (found.isEmpty() || !item(found.get().place()).has(method)) {
      checkElsewhere(call, found.isPresent(), problems);
      return problems;
    }
    JsonNode item = item(found.get().place());
    JsonNode operation = item.get(method);
    JsonNode response = operation.at("/responses/" + call.status());
    if (response.isMissingNode()) {
      problems.add("the operation has no response " + call.status());
      return problems;
    }
    String own = pointer(found.get().place(), method);
    checkAnswer(call, resolved(response, own + "/responses/" + call.status()), problems);
    if (call.status() < 300) {
      checkRequest(call, found.get(), operation, problems);
    }
    return problems;
  }

  /** What is wrong with a value by a schema of the document. */
  public List<String> problems(String schema, JsonNode value) {
    List<String> problems = new ArrayList<>();
    check("/components/schemas/" + schema, value, "it", problems);
    return problems;
  }

  /** No operation is meant: the answer says so, or what may be done. */
  private void checkElsewhere(Call call, boolean placeIsKnown, List<String> problems) {
    if (pathOf(call.target()).startsWith(PAGE) && call.status() != 404) {
      return;
    }
    boolean asks = call.method().equals("OPTIONS") && call.status() == 204;
    boolean wrongMethod = call.status() == 405;
    if (asks || wrongMethod) {
      if (call.header("allow").isEmpty()) {
        problems.add("the header Allow is missing");
      }
      if (!placeIsKnown && !call.target().equals("*")) {
        problems.add("there is no such address, and it was taken for one");
      }
    } else if (!ANYWHERE.contains(call.status()) && !(placeIsKnown && call.status() == 403)) {
      problems.add("no operation is meant, and nothing else is answered " + call.status());
    }
    if (call.status() >= 400 && !call.method().equals("HEAD")) {
      checkJson(ERROR, call.receivedBody(), "the answer", problems);
    }
  }

  private void checkAnswer(Call call, Pointed response, List<String> problems) {
    JsonNode headers = response.node().path("headers");
    headers
        .properties()
        .forEach(
            entry -> {
              Pointed header =
                  resolved(entry.getValue(), response.pointer() + "/headers/" + entry.getKey());
              Optional<String> value = call.header(entry.getKey());
              if (value.isEmpty()) {
                if (header.node().path("required").asBoolean()) {
                  problems.add("the header " + entry.getKey() + " is missing");
                }
              } else {
                check(
                    header.pointer() + "/schema",
                    typed(value.get()),
                    "the header " + entry.getKey(),
                    problems);
              }
            });
    for (String name : TELLING) {
      if (call.header(name).isPresent() && !has(headers, name)) {
        problems.add("the header " + name + " is not in the document");
      }
    }
    checkBody(call, response, problems);
  }

  private static boolean has(JsonNode headers, String name) {
    for (Map.Entry<String, JsonNode> header : headers.properties()) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private void checkBody(Call call, Pointed response, List<String> problems) {
    JsonNode content = response.node().path("content");
    boolean empty = call.receivedBody().length == 0;
    if (!content.isObject() || call.method().equals("HEAD")) {
      if (!empty) {
        problems.add("the answer has a body");
      }
      return;
    }
    String type = call.header("content-type").orElse("");
    String wanted = content.fieldNames().next();
    if (!type.toLowerCase(Locale.ROOT).equals(wanted + "; charset=utf-8")) {
      problems.add("its Content-Type is '%s' and not %s in UTF-8".formatted(type, wanted));
    } else if (wanted.equals(JSON)) {
      String schema = response.pointer() + "/content/" + escaped(wanted) + "/schema";
      checkJson(schema, call.receivedBody(), "the answer", problems);
    } else if (empty) {
      problems.add("the answer has no body");
    }
  }

  /** What was carried out, the document must allow: it is as tolerant as the reader. */
  private void checkRequest(Call call, Found found, JsonNode operation, List<String> problems) {
    JsonNode item = item(found.place());
    String own = pointer(found.place(), verb(call.method()));
    if (operation.has("requestBody")) {
      String schema = own + "/requestBody/content/" + escaped(JSON) + "/schema";
      checkJson(schema, call.sentBody(), "the request, which was carried out,", problems);
    }
    Map<String, String> query = Query.of(call.target());
    String path = "/paths/" + escaped(found.place().template());
    checkParameters(path, item.path("parameters"), found.parameters(), query, problems);
    checkParameters(own, operation.path("parameters"), found.parameters(), query, problems);
  }

  private void checkParameters(
      String pointer,
      JsonNode parameters,
      Map<String, String> inPath,
      Map<String, String> inQuery,
      List<String> problems) {
    for (int i = 0; i < parameters.size(); i++) {
      Pointed parameter = resolved(parameters.get(i), pointer + "/parameters/" + i);
      String name = parameter.node().get("name").asText();
      boolean ofPath = parameter.node().get("in").asText().equals("path");
      Optional<String> value =
          ofPath
              ? Optional.ofNullable(inPath.get(name)).flatMap(Place::decoded)
              : Optional.ofNullable(inQuery.get(name.toLowerCase(Locale.ROOT)));
      // An id that is not well-formed as an encoded one is taken by its raw text.
      boolean rawOnly = ofPath && value.filter(text -> isValid(parameter, text)).isEmpty();
      String given = rawOnly ? inPath.get(name) : value.orElse(null);
      if (given != null) {
        check(
            parameter.pointer() + "/schema",
            parameter.node().at("/schema/type").asText().equals("integer")
                ? typed(given)
                : TextNode.valueOf(given),
            "the parameter " + name + ", which was accepted,",
            problems);
      }
    }
  }

  private boolean isValid(Pointed parameter, String text) {
    List<String> problems = new ArrayList<>();
    check(parameter.pointer() + "/schema", TextNode.valueOf(text), "it", problems);
    return problems.isEmpty();
  }

  private static JsonNode typed(String value) {
    return value.matches("[0-9]{1,9}")
        ? IntNode.valueOf(Integer.parseInt(value))
        : value.matches("[0-9]+") ? IntNode.valueOf(Integer.MAX_VALUE) : TextNode.valueOf(value);
  }

  private void checkJson(String schema, byte[] body, String what, List<String> problems) {
    try {
      JsonNode value = json.readTree(new String(body, StandardCharsets.UTF_8));
      if (value.isMissingNode()) {
        problems.add(what + " has no body");
      } else {
        check(schema, value, what, problems);
      }
    } catch (JsonProcessingException e) {
      problems.add(what + " is no JSON: " + e.getOriginalMessage());
    }
  }

  private void check(String schema, JsonNode value, String what, List<String> problems) {
    for (Error error :
        schemas.getSchema(SchemaLocation.of(ADDRESS + "#" + schema)).validate(value)) {
      problems.add("%s: %s %s".formatted(what, error.getInstanceLocation(), error.getMessage()));
    }
  }

  /** A part of the document, and where it stands. */
  private record Pointed(String pointer, JsonNode node) {}

  /** What a node refers to; the node itself, which stands there, if it refers to nothing. */
  private Pointed resolved(JsonNode node, String there) {
    if (node.has("$ref")) {
      String pointer = node.get("$ref").asText().substring(1);
      return new Pointed(pointer, document.at(pointer));
    }
    return new Pointed(there, node);
  }

  private static String pointer(Place place, String method) {
    return "/paths/" + escaped(place.template()) + "/" + method;
  }

  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }
}
