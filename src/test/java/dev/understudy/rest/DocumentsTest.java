package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.understudy.contract.ApiContract;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents of the interface, and the page that shows them. */
@TestInstance(Lifecycle.PER_CLASS)
class DocumentsTest {

  private FacadeFixture facade;

  @BeforeAll
  void start() {
    facade = new FacadeFixture(FacadeOptions.local().ofVersion("1.2.3-'x'"));
  }

  @AfterAll
  void stop() {
    facade.close();
  }

  @Test
  void both_forms_are_the_document_with_the_version_filled_in() throws Exception {
    JsonNode json = facade.get("/openapi.json").json();
    JsonNode yaml = new YAMLMapper().readTree(facade.get("/openapi.yaml").body());

    assertThat(json).isEqualTo(yaml);
    assertThat(json.at("/info/version").asText()).isEqualTo("1.2.3-'x'");
    assertThat(json.get("openapi").asText()).startsWith("3.1.");
    assertThat(json.get("paths")).isEqualTo(ApiContract.get().document().get("paths"));
  }

  @ParameterizedTest
  @CsvSource({
    "/openapi.json, application/json; charset=utf-8",
    "/OpenAPI.yaml/, application/yaml; charset=utf-8",
    "/docs, text/html; charset=utf-8",
    "/docs/, text/html; charset=utf-8",
    "/docs/page.css, text/css; charset=utf-8",
    "/docs/page.js, text/javascript; charset=utf-8",
    "/docs/swagger-ui.css, text/css; charset=utf-8",
    "/docs/swagger-ui.js, text/javascript; charset=utf-8"
  })
  void each_says_what_it_is_and_is_not_sent_twice(String path, String type) {
    FacadeFixture.Answer first = facade.get(path);

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("Content-Type")).isEqualTo(type);
    assertThat(first.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(first.header("Cache-Control")).isIn("no-cache", "public, max-age=3600");
    assertThat(first.header("Vary")).isEqualTo("Accept-Encoding");
    String tag = first.header("ETag");
    assertThat(tag).matches("\"[A-Za-z0-9_-]{24}\"");
    for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
      FacadeFixture.Answer again =
          facade.send(facade.request(path).header("If-None-Match", known).GET());
      assertThat(again.status()).as(known).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.header("ETag")).isEqualTo(tag);
      assertThat(again.header("Content-Length")).isNull();
    }
    assertThat(facade.send(facade.request(path).header("If-None-Match", "\"x\"").GET()).status())
        .isEqualTo(200);
    FacadeFixture.Answer head = facade.method("HEAD", path);
    assertThat(head.header("Content-Length")).isEqualTo(first.header("Content-Length"));
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi.json", "/openapi.yaml", "/docs", "/docs/page.js"})
  void nobody_can_change_them(String path) {
    for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH"}) {
      FacadeFixture.Answer refused = facade.method(method, path);
      EndpointsTest.assertError(refused, 405);
      assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }
    assertThat(facade.method("OPTIONS", path).header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docs/x",
        "/docs/page.css/x",
        "/docs//page.css",
        "/docs/%2e%2e/openapi.json",
        "/docs%2Fpage.css",
        "/docs/swagger-ui-bundle.js",
        "/api/v1/openapi.json",
        "/api/v1/docs"
      })
  void there_are_no_others(String path) {
    assertThat(facade.get(path).status()).isEqualTo(404);
  }

  @Test
  void the_page_asks_nothing_of_any_other_host_and_runs_no_script_but_the_packed_ones() {
    FacadeFixture.Answer page = facade.get("/docs");

    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
        .contains("connect-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http:", "https:", " * ");
    assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(page.body()).doesNotContain("://", "<style", " style=", " onload=");
    assertThat(page.body()).doesNotContainPattern("<script(?! src=\"/docs/)");
    assertThat(
            Pattern.compile("(?:src|href)=\"(/[^\"]+)\"")
                .matcher(page.body())
                .results()
                .map((MatchResult found) -> found.group(1)))
        .hasSizeGreaterThan(4)
        .allSatisfy(file -> assertThat(facade.get(file).status()).as(file).isEqualTo(200));
    assertThat(facade.get("/docs/page.js").body()).contains("/openapi.json").doesNotContain("://");
    assertThat(facade.get("/docs/swagger-ui.css").body()).doesNotContain("url(http", "@import");
  }

  @Test
  void every_example_is_one() throws Exception {
    JsonNode schemas = ApiContract.get().document().at("/components/schemas");
    int examples = 0;
    for (var schema : schemas.properties()) {
      for (JsonNode example : schema.getValue().path("examples")) {
        assertThat(ApiContract.get().problems(schema.getKey(), example))
            .as("%s: %s", schema.getKey(), new ObjectMapper().writeValueAsString(example))
            .isEmpty();
        examples++;
      }
    }
    assertThat(examples).isGreaterThan(15);
  }
}
