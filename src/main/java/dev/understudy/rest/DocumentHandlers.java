package dev.understudy.rest;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The documents of the interface, for everybody: the OpenAPI document, and a page that shows it and
 * needs no other host. The page's files are read when somebody first asks for them.
 */
final class DocumentHandlers {

  /** Where Swagger UI's files are, in the version that the build names. */
  private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.34.1/";

  private static final String HTML = "text/html; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

  /** Files change with the program only; a browser asks again after an hour. */
  private static final Map<String, String> FILE =
      Map.of(
          "Cache-Control", "public, max-age=3600", "Cross-Origin-Resource-Policy", "same-origin");

  /**
   * The page runs the scripts that are packed with the program and no others, and talks to nobody
   * else. Its pictures are in its styles.
   */
  private static final Map<String, String> PAGE =
      Map.of(
          "Cache-Control",
          "no-cache",
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Referrer-Policy",
          "no-referrer");

  private final ApiDocument document;

  DocumentHandlers(ApiDocument document) {
    this.document = document;
  }

  /** The routes to the documents. */
  List<Route> routes() {
    return List.of(
        Route.open("openapi.json", exchange -> exchange.send(document.json())),
        Route.open("openapi.yaml", exchange -> exchange.send(document.yaml())),
        file("docs", HTML, "docs/page.html", PAGE),
        file("docs/page.css", CSS, "docs/page.css", FILE),
        file("docs/page.js", JAVASCRIPT, "docs/page.js", FILE),
        file("docs/swagger-ui.css", CSS, SWAGGER_UI + "swagger-ui.css", FILE),
        file("docs/swagger-ui.js", JAVASCRIPT, SWAGGER_UI + "swagger-ui-bundle.js", FILE));
  }

  private static Route file(
      String pattern, String contentType, String resource, Map<String, String> headers) {
    return Route.open(
        pattern, new WhenAsked(() -> WebFile.of(contentType, Resources.read(resource), headers)));
  }

  /** Reads a file when somebody asks for it, off the event loop, and keeps it. */
  private static final class WhenAsked implements Route.Handler {

    private final Supplier<WebFile> reader;
    private final AtomicReference<WebFile> kept = new AtomicReference<>();

    WhenAsked(Supplier<WebFile> reader) {
      this.reader = reader;
    }

    @Override
    public void handle(Exchange exchange) {
      WebFile file = kept.get();
      if (file != null) {
        exchange.send(file);
        return;
      }
      exchange
          .client()
          .work(reader)
          .onSuccess(kept::set)
          .onSuccess(read -> exchange.step(() -> exchange.send(read)))
          .onFailure(failure -> exchange.step(() -> exchange.refuse(failure)));
    }
  }
}
