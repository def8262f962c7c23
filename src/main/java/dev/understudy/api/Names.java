package dev.understudy.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names that objects get from the ids of groups and sessions.
 *
 * <p>An id that is fit to be a name is the name itself; any other gets a readable prefix and a
 * hash, so that every id has exactly one name and no two ids share one in practice. Readers compare
 * the id that the object holds nevertheless. All methods are pure.
 */
public final class Names {

  /** The name of the access control list that stands for the collection of groups. */
  public static final String COLLECTION = "collection";

  /** The most characters of a FailoverGroup's name, so that it can be a label's value. */
  public static final int MAX_LENGTH = 63;

  /** The regular expression of a DNS-1123 name, without anchors; valid in Java, RE2 and CEL. */
  static final String DNS_1123 = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

  /** The regular expression of the end of a name made from a hash, without the anchor. */
  static final String HASH_SUFFIX = "-[a-z2-7]{26}";

  private static final Pattern NAME = Pattern.compile(DNS_1123);
  private static final Pattern HASHED = Pattern.compile(".*" + HASH_SUFFIX, Pattern.DOTALL);
  private static final Pattern UNFIT = Pattern.compile("[^a-z0-9]+");

  private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int HASH_LENGTH = 26;
  private static final int PREFIX_LENGTH = MAX_LENGTH - 1 - HASH_LENGTH;

  private Names() {}

  /** Whether a text can be the name of a FailoverGroup. */
  static boolean canNameGroup(String name) {
    return name.length() <= MAX_LENGTH && !name.equals(COLLECTION) && NAME.matcher(name).matches();
  }

  /** Whether a group's id must be the name of its FailoverGroup. */
  public static boolean isOwnName(String groupId) {
    return canNameGroup(groupId) && !HASHED.matcher(groupId).matches();
  }

  /** The name of the FailoverGroup that is made for a group's id: at most 63 characters. */
  public static String group(String groupId) {
    return isOwnName(groupId) ? groupId : prefix(groupId) + "-" + hash(groupId);
  }

  /** The name of a group's Lease. */
  public static String groupLease(String groupId) {
    return "fg." + group(groupId);
  }

  /** The name of a session's Lease; ids hold no NUL, so no two pairs of ids are joined alike. */
  public static String sessionLease(String groupId, String sessionId) {
    return "fs." + hash(groupId + '\0' + sessionId);
  }

  private static String prefix(String id) {
    String readable = UNFIT.matcher(id.toLowerCase(Locale.ROOT)).replaceAll("-");
    readable = readable.substring(0, Math.min(readable.length(), PREFIX_LENGTH));
    readable = readable.replaceAll("^-|-$", "");
    return readable.isEmpty() ? "group" : readable;
  }

  /** The first 26 characters (130 bits) of the SHA-256 of a text, in the base 32 of RFC 4648. */
  private static String hash(String text) {
    byte[] digest = sha256(text.getBytes(StandardCharsets.UTF_8));
    StringBuilder characters = new StringBuilder(HASH_LENGTH);
    int buffer = 0;
    int bits = 0;
    for (int next = 0; characters.length() < HASH_LENGTH; ) {
      if (bits < 5) {
        buffer = (buffer << 8) | (digest[next++] & 0xff);
        bits += 8;
      }
      bits -= 5;
      characters.append(BASE_32.charAt((buffer >> bits) & 31));
    }
    return characters.toString();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
