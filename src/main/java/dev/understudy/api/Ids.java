package dev.understudy.api;

import java.util.regex.Pattern;

/**
 * The rule for the ids of groups and sessions: 1 to 260 characters (code points), none of {@code /
 * \ ? #}, no control character, no unpaired surrogate, and not {@code .} or {@code ..}.
 *
 * <p>Such an id can be one segment of a URL's path. Stateless.
 */
public final class Ids {

  /** The most characters (code points) that an id may have. */
  public static final int MAX_LENGTH = 260;

  /** The regular expression of the characters of an id; valid in Java, RE2 and CEL. */
  static final String CHARACTERS = "[^/\\\\?#\\p{Cc}]+";

  private static final Pattern ALLOWED = Pattern.compile(CHARACTERS);

  private Ids() {}

  /** Whether a text may be the id of a group or a session. */
  public static boolean isValid(String id) {
    return id.codePointCount(0, id.length()) <= MAX_LENGTH
        && ALLOWED.matcher(id).matches()
        && !id.equals(".")
        && !id.equals("..")
        && id.codePoints().noneMatch(Ids::isSurrogate);
  }

  /** Pairs were joined before: what is still a surrogate stands alone. */
  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
