package dev.understudy.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeCommandTest {

  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private String address;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/ok", 200, "ok");
    answer("/closed", 401, "who are you?");
    server.createContext(
        "/second",
        exchange -> {
          exchange.sendResponseHeaders(requests.incrementAndGet() == 1 ? 503 : 200, -1);
          exchange.close();
        });
    server.start();
    address = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(String path, int status, String text) {
    server.createContext(
        path,
        exchange -> {
          byte[] body = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void an_answer_that_is_expected_is_told_and_ends_with_0() {
    CommandLines.Result result = CommandLines.run("probe", address + "/ok");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo(address + "/ok answered 200: ok\n");
  }

  @Test
  void another_answer_ends_with_1_and_says_what_was_expected() {
    CommandLines.Result result = CommandLines.run("probe", "--wait=0", address + "/closed");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).isEqualTo(address + "/closed should answer 200: 401: who are you?\n");
  }

  @Test
  void several_answers_may_be_right() {
    assertThat(CommandLines.run("probe", "--expect=200,401", address + "/closed").code()).isZero();
  }

  @Test
  void it_asks_again_until_the_answer_is_right() {
    assertThat(CommandLines.run("probe", "--wait=20", address + "/second").code()).isZero();
    assertThat(requests).hasValue(2);
  }

  @Test
  void nobody_there_ends_with_1() {
    server.stop(0);

    CommandLines.Result result = CommandLines.run("probe", "--wait=0", address + "/ok");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("should answer 200: ");
  }

  @Test
  void what_is_no_address_is_a_wrong_command_line() {
    CommandLines.Result result = CommandLines.run("probe", "localhost:8081");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("'localhost:8081' is no address of http or https");
  }
}
