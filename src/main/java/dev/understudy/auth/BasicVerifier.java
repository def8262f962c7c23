package dev.understudy.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import dev.understudy.access.Identity;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Knows users by their passwords. Thread-safe.
 *
 * <p>A check takes as long for a user who is not there as for one who is, whatever the cost of
 * their hash. What was right once is remembered until the file changes, and never slowed.
 */
final class BasicVerifier implements AutoCloseable {

  /** The most bytes of a password that bcrypt looks at. */
  private static final int LONGEST_PASSWORD = 72;

  private static final int MOST_REMEMBERED = 4096;
  private static final int MOST_WAITING = 64;
  private static final int MOST_OF_ONE_ADDRESS = 2;

  private static final String WRITE_IT_SO =
      "Send Authorization: Basic, a space, and the Base64 form of user:password in UTF-8.";

  private static final BCrypt.Verifyer BCRYPT =
      BCrypt.verifyer(null, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A));

  /** Costs as much to check as any, and is right for nobody. */
  private static final byte[] NO_SALT = new byte[16];

  private static final byte[] NO_HASH = new byte[23];

  private final String tenant;
  private final Challenges challenges;
  private final WatchedFiles<PasswordFile> passwords;
  private final @Nullable WatchedFiles<GroupFile> groups;
  private final Fingerprints fingerprints = new Fingerprints();
  private final Remembered<Boolean> right = new Remembered<>(MOST_REMEMBERED);
  private final SlowChecks checks =
      new SlowChecks("passwords", 1, MOST_WAITING, MOST_OF_ONE_ADDRESS);

  /**
   * Reads the files.
   *
   * @param tenant the tenant of all users
   * @throws UnusableFileException if a file cannot be used
   */
  BasicVerifier(BasicSettings settings, String tenant, Challenges challenges)
      throws UnusableFileException {
    this.tenant = tenant;
    this.challenges = challenges;
    passwords =
        WatchedFiles.read(
            List.of(settings.users()),
            contents -> PasswordFile.read(settings.users().toString(), contents.getFirst()),
            file -> {});
    groups =
        settings.groups().isEmpty()
            ? null
            : WatchedFiles.read(
                List.of(settings.groups().get()),
                contents -> GroupFile.read(settings.groups().get().toString(), contents.getFirst()),
                file -> {});
  }

  /** Looks whether the files have changed. */
  void look() {
    passwords.look();
    if (groups != null) {
      groups.look();
    }
  }

  /** Finds out whether the password is the user's. */
  CompletableFuture<Authentication> verify(String encoded, String address) {
    String text = decoded(encoded);
    int colon = text == null ? -1 : text.indexOf(':');
    if (text == null || colon < 1 || text.chars().anyMatch(Character::isISOControl)) {
      return refused(
          "The Basic credentials are no user:password in Base64 and UTF-8.", WRITE_IT_SO);
    }
    String user = text.substring(0, colon);
    byte[] password = text.substring(colon + 1).getBytes(StandardCharsets.UTF_8);
    if (password.length > LONGEST_PASSWORD) {
      return refused(
          "The password has more than %d bytes in UTF-8, and bcrypt tells no such ones apart."
              .formatted(LONGEST_PASSWORD),
          "Choose a password of at most %d bytes.".formatted(LONGEST_PASSWORD));
    }
    WatchedFiles.Current<PasswordFile> file = passwords.current();
    Fingerprint fingerprint = fingerprints.of(file.state(), text);
    if (right.find(fingerprint, Instant.MIN) != null) {
      return CompletableFuture.completedFuture(accepted(user));
    }
    return checks.run(
        fingerprint,
        address,
        () -> {
          if (!isRight(file.value(), user, password)) {
            return new Authentication.Refused(
                "The user or the password is wrong.",
                "Check both; letters in upper and lower case differ.",
                challenges.all());
          }
          right.put(fingerprint, true, Instant.MAX);
          return accepted(user);
        });
  }

  private Authentication accepted(String user) {
    Set<String> roles = groups == null ? Set.of() : groups.current().value().of(user);
    return new Authentication.Accepted(new Identity(tenant, Identity.Kind.USER, user, roles));
  }

  private CompletableFuture<Authentication> refused(String reason, String resolution) {
    return CompletableFuture.completedFuture(
        new Authentication.Refused(reason, resolution, challenges.all()));
  }

  /** Checks a password, at the price that every check has. */
  private static boolean isRight(PasswordFile file, String user, byte[] password) {
    BCrypt.HashData hash = file.hash(user);
    boolean same = hash != null && BCRYPT.verify(password, hash).verified;
    for (int cost : fillers(file, user)) {
      BCRYPT.verify(password, cost, NO_SALT, NO_HASH);
    }
    return same;
  }

  /**
   * The costs of what is computed for nothing, so that nobody can tell by the time whether there is
   * such a user: the rounds of a cheap hash double up to those of the dearest, 2^c + 2^c + 2^(c+1)
   * and so on.
   */
  static List<Integer> fillers(PasswordFile file, String user) {
    BCrypt.HashData hash = file.hash(user);
    return hash == null
        ? List.of(file.cost())
        : IntStream.range(hash.cost, file.cost()).boxed().toList();
  }

  private static @Nullable String decoded(String encoded) {
    try {
      byte[] bytes = Base64.getDecoder().decode(encoded);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }

  @Override
  public void close() {
    checks.close();
  }
}
