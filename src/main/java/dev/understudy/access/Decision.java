package dev.understudy.access;

/** Whether somebody may do something, and why. */
public sealed interface Decision {

  /**
   * They may.
   *
   * @param ground why
   */
  record Allowed(Ground ground) implements Decision {}

  /**
   * They may not.
   *
   * @param reason what to tell them: which right is missing, on what, and nothing of what the list
   *     says or of whether the thing exists
   * @param resolution what they can do about it
   * @param ground why, for the log of those who run the operator only
   */
  record Refused(String reason, String resolution, Ground ground) implements Decision {}

  /** Whether they may. */
  default boolean isAllowed() {
    return this instanceof Allowed;
  }

  /** Why they may not: they are somebody of another tenant. */
  static Refused otherTenant(String home) {
    return new Refused(
        "The address speaks of another tenant than the caller's.",
        "Ask for your own tenant, or send the credentials of one who belongs to that tenant.",
        new Ground.OtherTenant(home));
  }

  /** Why they may not: they lack a right. */
  static Decision missing(Right right, Entity entity, Ground ground) {
    return new Refused(
        "The right " + right.word() + " on " + entity.text() + " is missing.",
        "Ask somebody with the right ManageAccessControl on it for the right, or use other"
            + " credentials.",
        ground);
  }

  /** What a decision rests on. */
  sealed interface Ground {

    /** Nobody is asked who they are, so everybody may do everything. */
    record NobodyIsAsked() implements Ground {}

    /** They belong to the tenant, and more is not asked for. */
    record Belongs() implements Ground {}

    /** They are the owner. */
    record Owns(Trustee owner) implements Ground {}

    /**
     * An entry of the list says so.
     *
     * @param index its place in the list, from 0
     * @param entry the entry
     */
    record Says(int index, Entry entry) implements Ground {}

    /** No entry of the list says anything of it. */
    record NothingSaid() implements Ground {}

    /**
     * They belong to another tenant.
     *
     * @param home the tenant that was addressed
     */
    record OtherTenant(String home) implements Ground {}
  }
}
