package dev.understudy.resource;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/**
 * Rendezvous hashing: all who know the same members rank them alike for a key, keys are spread
 * evenly, and when a member goes only its keys move.
 */
final class Rendezvous {

  private Rendezvous() {}

  /** How many members come before the given one for a key. */
  static int rank(Collection<String> members, String member, String key) {
    String own = weight(member, key);
    return (int) members.stream().filter(other -> weight(other, key).compareTo(own) > 0).count();
  }

  private static String weight(String member, String key) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest((member + '\0' + key).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
