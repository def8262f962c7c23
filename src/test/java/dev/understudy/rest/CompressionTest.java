package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Large answers are compressed for those who ask for it. */
@TestInstance(Lifecycle.PER_CLASS)
class CompressionTest {

  private static final String GROUPS = "/api/v1/clientfailover/groups";

  private final HttpClient client = HttpClient.newHttpClient();
  private FacadeFixture facade;

  @BeforeAll
  void start() {
    facade = new FacadeFixture();
    for (int i = 0; i < 300; i++) {
      facade.post(GROUPS, "{\"Id\":\"%d\",\"Description\":\"%s\"}".formatted(i, "x".repeat(500)));
    }
    facade.post(GROUPS + "/1/clientsessions", "{\"Id\":\"S\"}");
  }

  @AfterAll
  void stop() {
    client.shutdownNow();
    facade.close();
  }

  private HttpResponse<byte[]> ask(String method, String path, String encoding) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + facade.server.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(method.equals("POST") ? "{}" : ""))
            .header("Accept-Encoding", encoding)
            .build(),
        BodyHandlers.ofByteArray());
  }

  private static String unpacked(byte[] body) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip|true",
        "deflate, gzip;q=0.5|true",
        "GZip ; q=1|true",
        "x-gzip|true",
        "*|true",
        "br, *;q=0.1|true",
        "''|false",
        "identity|false",
        "gzip;q=0|false",
        "gzip; q=0.000, *|false",
        "gzip;q=0, *;q=1|false",
        "*;q=0|false",
        "br|false",
        "gzipped|false"
      })
  void it_is_as_the_client_wishes(String encoding, boolean compressed) throws Exception {
    for (String path : new String[] {GROUPS + "?count=10", GROUPS + "?count=300"}) {
      HttpResponse<byte[]> answer = ask("GET", path, encoding);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Vary")).contains("Accept-Encoding");
      assertThat(answer.headers().firstValue("Total-Count")).contains("300");
      assertThat(answer.headers().firstValue("Content-Encoding").isPresent()).isEqualTo(compressed);
      String body =
          compressed ? unpacked(answer.body()) : new String(answer.body(), StandardCharsets.UTF_8);
      assertThat(body).isEqualTo(facade.get(path).body());
      assertThat(answer.body().length).isLessThan(compressed ? body.length() / 10 : 200_000);
    }
  }

  @Test
  void a_head_tells_the_size_of_what_a_get_would_send() throws Exception {
    HttpResponse<byte[]> get = ask("GET", GROUPS, "gzip");
    HttpResponse<byte[]> head = ask("HEAD", GROUPS, "gzip");

    assertThat(head.headers().firstValue("Content-Length"))
        .isEqualTo(get.headers().firstValue("Content-Length"))
        .contains(Integer.toString(get.body().length));
    assertThat(head.body()).isEmpty();
  }

  @Test
  void what_is_small_stays_as_it_is() throws Exception {
    for (String path : new String[] {GROUPS + "/1", GROUPS + "/nobody"}) {
      assertThat(ask("GET", path, "gzip").headers().map()).doesNotContainKey("Content-Encoding");
    }
    assertThat(ask("POST", GROUPS + "/1/clientsessions/S/heartbeat", "gzip").headers().map())
        .doesNotContainKeys("Content-Encoding", "Vary");
  }

  @Test
  void files_are_compressed_too() throws Exception {
    String plain = facade.get("/docs/swagger-ui.css").body();
    HttpResponse<byte[]> answer = ask("GET", "/docs/swagger-ui.css", "gzip");

    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(unpacked(answer.body())).isEqualTo(plain);
  }
}
