package dev.understudy.auth;

import dev.understudy.access.Identity;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells from the claims of a verified token whom it was issued to. Immutable. */
final class TokenOwner {

  private final ClaimNames names;
  private final String defaultTenant;

  TokenOwner(ClaimNames names, String defaultTenant) {
    this.names = names;
    this.defaultTenant = defaultTenant;
  }

  /**
   * Whom the token was issued to.
   *
   * @throws BadToken if it does not say so
   */
  Identity of(Map<String, Object> claims) throws BadToken {
    String tenant = names.tenant().isEmpty() ? null : name(claims, names.tenant().get());
    String inTenant = tenant == null ? defaultTenant : tenant;
    String client = client(claims);
    if (client != null && isOwn(claims, client)) {
      return new Identity(inTenant, Identity.Kind.CLIENT, client, roles(claims));
    }
    String user = name(claims, names.user());
    if (user == null) {
      // Never the client instead: users whom this claim is missing of would all become the client.
      throw missing(names.user());
    }
    return new Identity(inTenant, Identity.Kind.USER, user, roles(claims));
  }

  private @Nullable String client(Map<String, Object> claims) throws BadToken {
    for (String name : names.clients()) {
      String client = name(claims, name);
      if (client != null) {
        return client;
      }
    }
    return null;
  }

  /** Whether a client got the token for itself, and not for a user. */
  private boolean isOwn(Map<String, Object> claims, String client) throws BadToken {
    for (Map.Entry<String, String> mark : names.clientMarks().entrySet()) {
      if (mark.getValue().equals(claim(claims, mark.getKey()))) {
        return true;
      }
    }
    // The identity provider chooses the subject; any other claim may be a user's own choice.
    String subject = name(claims, "sub");
    return subject == null ? claim(claims, names.user()) == null : subject.equals(client);
  }

  private Set<String> roles(Map<String, Object> claims) throws BadToken {
    Set<String> roles = new HashSet<>();
    for (String name : names.roles()) {
      switch (claim(claims, name)) {
        case null -> {}
        case Collection<?> several -> {
          for (Object one : several) {
            roles.add(checked(one, name));
          }
        }
        case Object one -> roles.add(checked(one, name));
      }
    }
    return roles;
  }

  private static @Nullable String name(Map<String, Object> claims, String name) throws BadToken {
    Object value = claim(claims, name);
    return value == null ? null : checked(value, name);
  }

  private static String checked(@Nullable Object value, String name) throws BadToken {
    String checked = value instanceof String text ? Names.checked(text) : null;
    if (checked == null) {
      throw new BadToken(
          "The token's claim %s is not what it should be.".formatted(printable(name)),
          "Have the identity provider put a name there, or choose another claim.");
    }
    return checked;
  }

  private static BadToken missing(String name) {
    return new BadToken(
        "The token has no claim %s, which would tell whom it was issued to."
            .formatted(printable(name)),
        "Have the identity provider put it there, or choose another claim.");
  }

  /** A claim's name as challenges can take it. */
  private static String printable(String name) {
    return name.replaceAll("[^ -~]|[\"\\\\]", "?");
  }

  private static @Nullable Object claim(Map<String, Object> claims, String path) {
    Object whole = claims.get(path);
    int dot = path.indexOf('.');
    if (whole != null || dot < 0) {
      return whole;
    }
    return claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
        ? claim(strings(inner), path.substring(dot + 1))
        : null;
  }

  @SuppressWarnings("unchecked") // The keys of JSON objects are strings.
  private static Map<String, Object> strings(Map<?, ?> json) {
    return (Map<String, Object>) json;
  }
}
