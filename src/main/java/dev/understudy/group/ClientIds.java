package dev.understudy.group;

import dev.understudy.api.Ids;

/** The rule for the ids of groups and sessions, as clients choose them. Stateless. */
public final class ClientIds {

  /** The rule in words, for the one who broke it. */
  public static final String RULE =
      "An id has 1 to 260 characters, holds no control character, no unpaired surrogate and none"
          + " of / \\ ? #, and is neither . nor ..";

  private ClientIds() {}

  /** Whether a text may be an id. */
  public static boolean isValid(String id) {
    return Ids.isValid(id);
  }
}
