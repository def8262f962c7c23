package dev.understudy.app;

import dev.understudy.auth.AuthenticationSettings;
import dev.understudy.auth.BasicSettings;
import dev.understudy.auth.ClaimNames;
import dev.understudy.auth.Doorkeeper;
import dev.understudy.auth.OidcSettings;
import dev.understudy.auth.TokenReviewSettings;
import dev.understudy.auth.UnusableFileException;
import dev.understudy.rest.ServerTls;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How clients come in, as the command line says it. */
final class EntranceOptions {
  private static final Set<String> WAYS = Set.of("none", "basic", "oidc", "tokenreview");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--auth",
      split = ",",
      paramLabel = "HOW",
      description =
          "How clients authenticate: any of oidc, tokenreview and basic; or none, which must be"
              + " asked for when the facade can be reached from other machines.")
  private List<String> auth = List.of();

  @Option(
      names = "--oidc-issuer",
      paramLabel = "URL",
      description = "The identity provider, exactly as its tokens name it.")
  private @Nullable String oidcIssuer;

  @Option(
      names = "--oidc-audience",
      split = ",",
      paramLabel = "NAME",
      description = "Whom its tokens must be meant for; one of several is enough.")
  private List<String> oidcAudience = List.of();

  @Option(
      names = "--oidc-ca",
      paramLabel = "FILE",
      description =
          "PEM certificates that vouch for the identity provider's server; else the machine's.")
  private @Nullable Path oidcCa;

  @Option(
      names = "--oidc-proxy",
      paramLabel = "URL",
      description = "The proxy that the identity provider is reached through, as http://host:port.")
  private @Nullable String oidcProxy;

  @Option(
      names = "--oidc-tenant-claim",
      paramLabel = "CLAIM",
      description = "The claim with the caller's tenant; else --default-tenant.")
  private @Nullable String oidcTenantClaim;

  @Option(
      names = "--oidc-user-claim",
      paramLabel = "CLAIM",
      description = "The claim with a user's id (${DEFAULT-VALUE}).",
      defaultValue = "sub")
  private String oidcUserClaim = "sub";

  @Option(
      names = "--oidc-client-claim",
      split = ",",
      paramLabel = "CLAIM",
      description = "The claims that may have a client's id (${DEFAULT-VALUE}).",
      defaultValue = "client_id,azp")
  private List<String> oidcClientClaim = List.of();

  @Option(
      names = "--oidc-client-if",
      split = ",",
      paramLabel = "CLAIM=VALUE",
      description =
          "Which claims mark a token as a client's own, where its subject is not the client's id.")
  private Map<String, String> oidcClientIf = Map.of();

  @Option(
      names = "--oidc-roles-claim",
      split = ",",
      paramLabel = "CLAIM",
      description = "The claims with the caller's roles (${DEFAULT-VALUE}).",
      defaultValue = "roles")
  private List<String> oidcRolesClaim = List.of();

  @Option(
      names = "--tokenreview-audience",
      split = ",",
      paramLabel = "NAME",
      description = "Whom service accounts' tokens must be meant for; else the API server itself.")
  private List<String> tokenReviewAudience = List.of();

  @Option(
      names = "--basic-file",
      paramLabel = "FILE",
      description = "An htpasswd file with bcrypt hashes.")
  private @Nullable Path basicFile;

  @Option(
      names = "--basic-groups",
      paramLabel = "FILE",
      description = "An htgroup file, whose groups are the users' roles.")
  private @Nullable Path basicGroups;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "The facade's certificate chain, in PEM; without it, it speaks plain HTTP.")
  private @Nullable Path tlsCert;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The private key of that certificate, in PEM.")
  private @Nullable Path tlsKey;

  @Option(
      names = "--client-ca",
      paramLabel = "FILE",
      description =
          "PEM certificates of those who vouch for client certificates; these authenticate"
              + " clients that send nothing else.")
  private @Nullable Path clientCa;

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  EntranceOptions() {}

  /** Whether clients are let in without being asked, and that was not asked for. */
  boolean isLeftOpen() {
    return auth.isEmpty() && clientCa == null;
  }

  /** Whether clients are let in without being asked, on request. */
  boolean isOpen() {
    return auth.contains("none");
  }

  /**
   * How clients come in. The files are read.
   *
   * @param defaultTenant the tenant of those whose credentials name none
   * @throws ParameterException if the options contradict each other, or a file cannot be used
   */
  Entrance entrance(String defaultTenant) {
    checkWays();
    try {
      Optional<AuthenticationSettings> settings = authentication(defaultTenant);
      if (settings.isPresent()) {
        Doorkeeper.check(settings.get());
      }
      return new Entrance(settings, tls());
    } catch (UnusableFileException e) {
      throw wrong(e.reason());
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private void checkWays() {
    for (String way : auth) {
      if (!WAYS.contains(way)) {
        throw wrong("--auth " + way + " is none of oidc, tokenreview, basic and none");
      }
    }
    if (auth.contains("none") && new LinkedHashSet<>(auth).size() > 1) {
      throw wrong("--auth none cannot be combined with other ways: it lets everybody in");
    }
    if (auth.contains("none") && clientCa != null) {
      throw wrong("--client-ca asks for certificates, and --auth none for nothing: leave one out");
    }
    needs("oidc", "--oidc-issuer", oidcIssuer != null);
    needs("oidc", "--oidc-audience", !oidcAudience.isEmpty());
    needs("basic", "--basic-file", basicFile != null);
    for (String option :
        List.of("issuer", "audience", "ca", "proxy", "tenant-claim", "client-if")) {
      isForNothingWithout("oidc", "--oidc-" + option);
    }
    isForNothingWithout("tokenreview", "--tokenreview-audience");
    isForNothingWithout("basic", "--basic-file");
    isForNothingWithout("basic", "--basic-groups");
    if ((tlsCert == null) != (tlsKey == null)) {
      throw wrong("--tls-cert and --tls-key are given together or not at all");
    }
    if (clientCa != null && tlsCert == null) {
      throw wrong("--client-ca needs TLS: give --tls-cert and --tls-key too");
    }
  }

  private void needs(String way, String option, boolean given) {
    if (auth.contains(way) && !given) {
      throw wrong("--auth " + way + " needs " + option);
    }
  }

  private void isForNothingWithout(String way, String option) {
    if (!auth.contains(way) && isGiven(option)) {
      throw wrong(option + " is for --auth " + way + ", which is not given");
    }
  }

  private boolean isGiven(String option) {
    Object value = spec.findOption(option).getValue();
    return switch (value) {
      case null -> false;
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }

  private Optional<AuthenticationSettings> authentication(String defaultTenant) {
    boolean asked = auth.stream().anyMatch(way -> !way.equals("none"));
    if (!asked && clientCa == null) {
      return Optional.empty();
    }
    return Optional.of(
        new AuthenticationSettings(
            defaultTenant,
            auth.contains("oidc") ? Optional.of(oidc()) : Optional.empty(),
            auth.contains("tokenreview")
                ? Optional.of(new TokenReviewSettings(Set.copyOf(tokenReviewAudience)))
                : Optional.empty(),
            basicFile != null
                ? Optional.of(new BasicSettings(basicFile, Optional.ofNullable(basicGroups)))
                : Optional.empty(),
            clientCa != null));
  }

  private OidcSettings oidc() {
    if (oidcIssuer == null) {
      throw wrong("--auth oidc needs --oidc-issuer");
    }
    return new OidcSettings(
        oidcIssuer,
        Set.copyOf(oidcAudience),
        new ClaimNames(
            Optional.ofNullable(oidcTenantClaim),
            oidcUserClaim,
            oidcClientClaim,
            oidcRolesClaim,
            oidcClientIf),
        Optional.ofNullable(oidcCa),
        Optional.ofNullable(oidcProxy).map(this::proxy),
        OidcSettings.USUAL_LEEWAY);
  }

  private InetSocketAddress proxy(String url) {
    try {
      URI uri = URI.create(url);
      boolean bare = uri.getPath().isEmpty() || uri.getPath().equals("/");
      if ("http".equals(uri.getScheme())
          && uri.getHost() != null
          && uri.getPort() > 0
          && uri.getUserInfo() == null
          && bare) {
        // Not resolved here: the address may change while the operator runs.
        return InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort());
      }
    } catch (IllegalArgumentException e) {
      throw wrong("--oidc-proxy is no URL of the form http://host:port");
    }
    throw wrong("--oidc-proxy is no URL of the form http://host:port");
  }

  private Optional<ServerTls> tls() throws UnusableFileException {
    return tlsCert == null || tlsKey == null
        ? Optional.empty()
        : Optional.of(ServerTls.read(tlsCert, tlsKey, Optional.ofNullable(clientCa)));
  }

  private ParameterException wrong(String reason) {
    return new ParameterException(spec.commandLine(), reason);
  }
}
