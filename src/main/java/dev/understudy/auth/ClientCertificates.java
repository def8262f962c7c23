package dev.understudy.auth;

import dev.understudy.access.Identity;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Knows clients by the certificates that the TLS handshake has verified. Thread-safe.
 *
 * <p>The id is the subject's common name or, if it has none that can be told from a whole subject,
 * the whole subject; the roles are its organizations, as Kubernetes has it.
 */
final class ClientCertificates {

  private static final String GET_ONE = "Get a new certificate from the CA of --client-ca.";

  private final String tenant;
  private final Challenges challenges;
  private final Clock clock;

  ClientCertificates(String tenant, Challenges challenges, Clock clock) {
    this.tenant = tenant;
    this.challenges = challenges;
    this.clock = clock;
  }

  /** Finds out whose the certificate is. It was valid at the handshake, which may be long ago. */
  Authentication identify(X509Certificate certificate) {
    try {
      certificate.checkValidity(Date.from(clock.instant()));
    } catch (CertificateExpiredException e) {
      return refused("The client certificate has expired.");
    } catch (CertificateNotYetValidException e) {
      return refused("The client certificate is not valid yet.");
    }
    Identity identity = identity(certificate.getSubjectX500Principal());
    return identity == null
        ? refused("The client certificate's subject cannot be the name of a client.")
        : new Authentication.Accepted(identity);
  }

  private @Nullable Identity identity(X500Principal subject) {
    String whole = subject.getName(X500Principal.RFC2253);
    List<String> names = new ArrayList<>();
    Set<String> organizations = new HashSet<>();
    try {
      for (Rdn rdn : new LdapName(whole).getRdns()) {
        if (rdn.size() == 1 && rdn.getValue() instanceof String value) {
          switch (rdn.getType().toUpperCase(Locale.ROOT)) {
            case "CN" -> names.add(value);
            case "O" -> organizations.add(value);
            default -> {}
          }
        }
      }
    } catch (InvalidNameException e) {
      return null;
    }
    // A whole subject has an equals sign, so that no common name can pass for one.
    boolean common = names.size() == 1 && names.getFirst().indexOf('=') < 0;
    String id = Names.checked(common ? names.getFirst() : whole);
    boolean clean = organizations.stream().allMatch(name -> Names.checked(name) != null);
    return id == null || !clean
        ? null
        : new Identity(tenant, Identity.Kind.CLIENT, id, organizations);
  }

  private Authentication refused(String reason) {
    return new Authentication.Refused(reason, GET_ONE, challenges.all());
  }
}
