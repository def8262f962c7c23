package dev.understudy.auth;

import org.jspecify.annotations.Nullable;

/** What the names of tenants, users, clients and roles may be. */
final class Names {

  /** What a name that may not be one does, for messages. */
  static final String RULE = "is empty, has more than 260 characters or has control characters";

  private static final int LONGEST = 260;

  private Names() {}

  /** The name, if it may be one; else null. */
  static @Nullable String checked(String name) {
    boolean fits = !name.isEmpty() && name.codePointCount(0, name.length()) <= LONGEST;
    return fits && name.codePoints().allMatch(Names::isAllowed) ? name : null;
  }

  private static boolean isAllowed(int codePoint) {
    return !Character.isISOControl(codePoint)
        && Character.getType(codePoint) != Character.SURROGATE
        && Character.getType(codePoint) != Character.LINE_SEPARATOR
        && Character.getType(codePoint) != Character.PARAGRAPH_SEPARATOR;
  }
}
