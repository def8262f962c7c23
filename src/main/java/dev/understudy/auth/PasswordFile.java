package dev.understudy.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.IllegalBCryptFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The users of an htpasswd file and their bcrypt hashes. Immutable.
 *
 * <p>Each line is {@code user:hash}; empty lines and those that begin with {@code #} are skipped.
 */
final class PasswordFile {

  /** Costs beyond it take longer than anybody waits. */
  private static final int HIGHEST_COST = 14;

  private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}");

  private final Map<String, BCrypt.HashData> users;
  private final int cost;

  private PasswordFile(Map<String, BCrypt.HashData> users) {
    this.users = Collections.unmodifiableMap(users);
    this.cost = users.values().stream().mapToInt(hash -> hash.cost).max().orElse(BCrypt.MIN_COST);
  }

  /**
   * Reads an htpasswd file.
   *
   * @param name the file's name, for messages
   * @throws UnusableFileException if a line cannot be used; it tells which, and nothing of it
   */
  static PasswordFile read(String name, byte[] content) throws UnusableFileException {
    Lines lines = new Lines(name, content);
    Map<String, BCrypt.HashData> users = new HashMap<>();
    while (lines.next()) {
      String line = lines.line();
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw lines.unusable("is not of the form user:hash");
      }
      String user = Names.checked(line.substring(0, colon));
      if (user == null) {
        throw lines.unusable("has a user name that " + Names.RULE);
      }
      String hash = line.substring(colon + 1);
      if (!BCRYPT.matcher(hash).matches()) {
        throw lines.unusable(
            "has no bcrypt hash ($2y$, $2a$ or $2b$); make it with: htpasswd -nB user");
      }
      if (users.put(user, parsed(hash, lines)) != null) {
        throw lines.unusable("is of a user who has a line already");
      }
    }
    if (users.isEmpty()) {
      throw new UnusableFileException(name + " has no users");
    }
    return new PasswordFile(users);
  }

  private static BCrypt.HashData parsed(String hash, Lines lines) throws UnusableFileException {
    BCrypt.HashData data;
    try {
      data = BCrypt.Version.VERSION_2A.parser.parse(hash.getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalBCryptFormatException | IllegalArgumentException e) {
      throw lines.unusable("has a bcrypt hash that is broken");
    }
    if (data.cost < BCrypt.MIN_COST) {
      throw lines.unusable("has a bcrypt hash that is broken");
    }
    if (data.cost > HIGHEST_COST) {
      throw lines.unusable(
          "has a bcrypt hash of cost %d; take one of at most %d, since a check at that takes a second"
              .formatted(data.cost, HIGHEST_COST));
    }
    return data;
  }

  /** The hash of a user's password; null if there is no such user. */
  BCrypt.@Nullable HashData hash(String user) {
    return users.get(user);
  }

  /** The highest cost of all hashes: every check is made to cost as much. */
  int cost() {
    return cost;
  }

  /** How many users there are. */
  int size() {
    return users.size();
  }
}
