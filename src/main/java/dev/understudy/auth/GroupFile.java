package dev.understudy.auth;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The groups of an htgroup file: which of them each user is in. Immutable.
 *
 * <p>Each line is {@code group: user user}; a group may have several lines; empty lines and those
 * that begin with {@code #} are skipped.
 */
final class GroupFile {

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final Map<String, Set<String>> groupsByUser;

  private GroupFile(Map<String, Set<String>> groupsByUser) {
    this.groupsByUser = groupsByUser;
  }

  /**
   * Reads an htgroup file.
   *
   * @param name the file's name, for messages
   * @throws UnusableFileException if a line cannot be used; it tells which, and nothing of it
   */
  static GroupFile read(String name, byte[] content) throws UnusableFileException {
    Lines lines = new Lines(name, content);
    Map<String, Set<String>> groups = new HashMap<>();
    while (lines.next()) {
      String line = lines.line();
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw lines.unusable("is not of the form group: user user");
      }
      String group = Names.checked(line.substring(0, colon).strip());
      if (group == null) {
        throw lines.unusable("has a group name that " + Names.RULE);
      }
      for (String user : BLANKS.split(line.substring(colon + 1).strip(), -1)) {
        if (!user.isEmpty()) {
          groups.computeIfAbsent(user, key -> new HashSet<>()).add(group);
        }
      }
    }
    groups.replaceAll((user, names) -> Set.copyOf(names));
    return new GroupFile(Map.copyOf(groups));
  }

  /** The groups that a user is in. */
  Set<String> of(String user) {
    return groupsByUser.getOrDefault(user, Set.of());
  }
}
