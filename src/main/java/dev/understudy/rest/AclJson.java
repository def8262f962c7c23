package dev.understudy.rest;

import dev.understudy.access.AccessList;
import dev.understudy.access.AccessLists.Replacement;
import dev.understudy.access.Entry;
import dev.understudy.access.ListProblem;
import dev.understudy.access.Right;
import dev.understudy.access.Rights;
import dev.understudy.access.Trustee;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** An access control list on the wire. Its owner is no part of it. Stateless. */
final class AclJson {

  private static final String ENTRIES = "RoleTrusteeAccessControlEntries";

  private static final int USER = 1;
  private static final int CLIENT = 2;
  private static final int ROLE = 3;

  private static final int ALLOWED = 0;
  private static final int DENIED = 1;

  private static final Map<String, Long> BITS = bits();

  private static final Pattern NAME = Pattern.compile("(^|\\.)([a-z])");

  private AclJson() {}

  private static Map<String, Long> bits() {
    Map<String, Long> bits = new LinkedHashMap<>();
    for (Right right : Right.values()) {
      bits.put(Texts.lower(right.word()), (long) Rights.of(right).mask());
    }
    bits.put("all", (long) Rights.ALL.mask());
    return bits;
  }

  /** Reads the entries of a list; whether there may be such a list is for others to say. */
  static List<Entry> read(WireObject body) {
    List<Entry> entries = new ArrayList<>();
    for (WireObject entry : body.objects(ENTRIES)) {
      entries.add(new Entry(trustee(entry), effect(entry), rights(entry)));
    }
    return entries;
  }

  private static Trustee trustee(WireObject entry) {
    WireObject trustee = entry.inner("Trustee");
    if (trustee == null) {
      throw missing(entry, "Trustee");
    }
    Trustee.Type type =
        switch (trustee.choiceFrom(USER, "Type", "User", "Client", "Role")) {
          case USER -> Trustee.Type.USER;
          case CLIENT -> Trustee.Type.CLIENT;
          case Integer _ -> Trustee.Type.ROLE;
          case null -> throw missing(trustee, "Type");
        };
    String id = trustee.text("ObjectId");
    if (id == null) {
      throw missing(trustee, "ObjectId");
    }
    return new Trustee(type, id, trustee.text("TenantId"));
  }

  private static Problem missing(WireObject object, String property) {
    String name = object.name(property);
    return Problem.property(name, name + " is missing.", "Send it.");
  }

  private static Entry.Effect effect(WireObject entry) {
    return switch (entry.choice("AccessType", "Allowed", "Denied")) {
      case DENIED -> Entry.Effect.DENIED;
      case Integer _ -> Entry.Effect.ALLOWED;
      case null -> Entry.Effect.ALLOWED;
    };
  }

  private static Rights rights(WireObject entry) {
    Long mask = entry.mask("AccessRights", BITS);
    if (mask == null) {
      return Rights.NONE;
    }
    long unknown = Rights.unknown(mask);
    if (unknown != 0) {
      String name = entry.name("AccessRights");
      throw Problem.property(
          name,
          "%s %d has bits that stand for no right: %d.".formatted(name, mask, unknown),
          "Send a sum of Read 1, Write 2, Delete 4, ManageAccessControl 8 and Share 16, or All"
              + " 31.");
    }
    return new Rights(mask.intValue());
  }

  /** Writes a list. */
  static byte[] write(AccessList list) {
    return WireWriter.object(json -> json.objects(ENTRIES, list.entries(), AclJson::write));
  }

  private static void write(WireWriter json, Entry entry) {
    json.object(
            "Trustee",
            trustee ->
                trustee
                    .whole("Type", number(entry.trustee().type()))
                    .text("ObjectId", entry.trustee().id())
                    .text("TenantId", entry.trustee().tenant()))
        .whole(
            "AccessType",
            switch (entry.effect()) {
              case ALLOWED -> ALLOWED;
              case DENIED -> DENIED;
            })
        .whole("AccessRights", entry.rights().mask());
  }

  private static int number(Trustee.Type type) {
    return switch (type) {
      case USER -> USER;
      case CLIENT -> CLIENT;
      case ROLE -> ROLE;
    };
  }

  /** Why a list cannot be, for the one who sent it: the first of all the reasons. */
  static Problem refused(Replacement.Invalid invalid) {
    ListProblem problem = invalid.problems().getFirst();
    String property =
        NAME.matcher(problem.field())
            .replaceAll(found -> found.group(1) + Texts.upper(found.group(2)));
    return Problem.property(
        property,
        "%s: %s.".formatted(property, problem.reason()),
        Texts.upper(problem.resolution().substring(0, 1))
            + problem.resolution().substring(1)
            + ".");
  }
}
