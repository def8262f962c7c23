package dev.understudy.api;

/**
 * The rules of a GroupAcl in the words that its users read: one nested class a rule, with the rule
 * in CEL for the API server, the reason why a value is refused and what to do about it.
 *
 * <p>{@link GroupAclValidation} holds the same rules in Java.
 */
final class AclRules {

  private AclRules() {}

  static final class NamedLikeGroup {
    static final String RULE =
        "!has(self.spec.groupRef) || self.spec.groupRef.name == self.metadata.name";
    static final String REASON = "the list of a group must have the group's name";
    static final String RESOLUTION = "set metadata.name to spec.groupRef.name";
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private NamedLikeGroup() {}
  }

  static final class NamedCollection {
    static final String RULE =
        "has(self.spec.groupRef) || self.metadata.name == '" + Names.COLLECTION + "'";
    static final String REASON =
        "a list without spec.groupRef is the collection's and must be named 'collection'";
    static final String RESOLUTION =
        "set metadata.name to collection, or name the group in spec.groupRef";
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private NamedCollection() {}
  }

  static final class GroupName {
    static final String RULE =
        "self != '" + Names.COLLECTION + "' && self.matches(r'^" + Names.DNS_1123 + "$')";
    static final String REASON =
        "groupRef.name is the name of a FailoverGroup, which has 1 to 63 characters and is not"
            + " 'collection'";
    static final String RESOLUTION = "name a FailoverGroup, or leave groupRef out";
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private GroupName() {}
  }

  static final class OwnerIsNoRole {
    static final String RULE = "self.type != 'Role'";
    static final String REASON = "the owner is a User or a Client, not a Role";
    static final String RESOLUTION = "give a role its rights by an entry instead";
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private OwnerIsNoRole() {}
  }

  static final class TrusteeIsRole {
    static final String RULE = "self.type == 'Role'";
    static final String REASON = "only a Role can be the trustee of an entry";
    static final String RESOLUTION = "set trustee.type to Role; a single user can be the owner";
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private TrusteeIsRole() {}
  }

  static final class ControlStays {
    private static final String MAY_CONTROL =
        ".accessRights.exists(r, r == 'ManageAccessControl' || r == 'All')";
    static final String RULE =
        "self.exists(a, a.accessType == 'Allowed' && a"
            + MAY_CONTROL
            + " && !self.exists(d, d.accessType == 'Denied'"
            + " && d.trustee.objectId == a.trustee.objectId"
            + " && has(d.trustee.tenantId) == has(a.trustee.tenantId)"
            + " && (!has(d.trustee.tenantId) || d.trustee.tenantId == a.trustee.tenantId) && d"
            + MAY_CONTROL
            + "))";
    static final String REASON =
        "no role keeps the right ManageAccessControl, so that nobody could change the list again";
    static final String RESOLUTION =
        "give a role an Allowed entry with ManageAccessControl or All, and no Denied entry with"
            + " either";
    static final String MESSAGE = REASON + "; " + RESOLUTION;

    private ControlStays() {}
  }

  /** The API server cannot hold this one: it does not know the tenant of a namespace. */
  static final class ControlStaysAtHome {
    static final String REASON =
        "no role of the tenant '%s', which the namespace belongs to, keeps the right"
            + " ManageAccessControl, so that nobody could change the list again";
    static final String RESOLUTION =
        "give a role without tenantId, or with this one, an Allowed entry with ManageAccessControl"
            + " or All, and no Denied entry with either";

    private ControlStaysAtHome() {}
  }

  static final class EntryCount {
    static final String REASON = "an access control list has 1 to 64 entries";
    static final String RESOLUTION = "join the rights of one role into one entry";

    private EntryCount() {}
  }

  static final class RightsOnce {
    static final String REASON = "an entry names an access right twice";
    static final String RESOLUTION = "name each right once";

    private RightsOnce() {}
  }

  static final class Subject {
    static final String REASON = "an objectId or tenantId has 1 to 260 characters";
    static final String RESOLUTION = "use the id that the identity provider gives";

    private Subject() {}
  }
}
