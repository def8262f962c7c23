package dev.understudy.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks an address and tells whether it answers as it should: the image has no curl. */
@Command(
    name = "probe",
    description = "Asks an address; ends with 0 if it answers as expected.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ProbeCommand implements Callable<Integer> {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "URL", description = "Which address, http or https.")
  private URI address;

  @Option(
      names = "--expect",
      split = ",",
      defaultValue = "200",
      paramLabel = "STATUS",
      description = "Which answers are right (${DEFAULT-VALUE}).")
  private List<Integer> expected = List.of();

  @Option(
      names = "--wait",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = "For how long to ask again until the answer is right (${DEFAULT-VALUE}).")
  private long waitSeconds;

  @Option(
      names = "--any-certificate",
      description = "Take any certificate: this asks whether somebody answers, not who.")
  private boolean anyCertificate;

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  ProbeCommand() {}

  @Override
  public Integer call() throws InterruptedException, GeneralSecurityException {
    if (!("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
        || address.getHost() == null) {
      throw new ParameterException(
          spec.commandLine(), "'" + address + "' is no address of http or https");
    }
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT);
    if (anyCertificate) {
      builder.sslContext(trustingAnybody());
    }
    long end = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
    try (HttpClient http = builder.build()) {
      while (true) {
        Answer answer = ask(http);
        boolean right = answer.isOneOf(expected);
        if (right || System.nanoTime() >= end) {
          tell(right, answer);
          return right ? 0 : 1;
        }
        Thread.sleep(ASK_AGAIN);
      }
    }
  }

  private record Answer(int status, String text) {
    boolean isOneOf(List<Integer> expected) {
      return expected.contains(status);
    }
  }

  private Answer ask(HttpClient http) throws InterruptedException {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(address).timeout(ANSWER_LIMIT).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.statusCode()
              + response.body().lines().limit(1).map(": "::concat).collect(Collectors.joining()));
    } catch (IOException e) {
      return new Answer(
          0, Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()));
    }
  }

  private void tell(boolean right, Answer answer) {
    if (right) {
      print(spec.commandLine().getOut(), "%s answered %s".formatted(address, answer.text()));
    } else {
      String wanted = expected.stream().map(String::valueOf).collect(Collectors.joining(" or "));
      print(
          spec.commandLine().getErr(),
          "%s should answer %s: %s".formatted(address, wanted, answer.text()));
    }
  }

  private static void print(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }

  private static SSLContext trustingAnybody() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    return context;
  }

  /** An extended one, so that the JDK does not compare host names in its place. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
