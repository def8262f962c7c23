package dev.understudy.access;

import dev.understudy.access.Entry.Effect;
import java.util.List;
import java.util.Set;

/** People, entries and lists for tests. */
final class Samples {

  static final String HOME = "home";
  static final Entity GROUP = new Entity.Group("g");

  private Samples() {}

  static Identity user(String id, String... roles) {
    return new Identity(HOME, Identity.Kind.USER, id, Set.of(roles));
  }

  static Entry allowed(String role, Right... rights) {
    return entry(role, Effect.ALLOWED, rights);
  }

  static Entry denied(String role, Right... rights) {
    return entry(role, Effect.DENIED, rights);
  }

  private static Entry entry(String role, Effect effect, Right... rights) {
    return new Entry(new Trustee(Trustee.Type.ROLE, role, null), effect, Rights.of(rights));
  }

  static AccessList list(Entry... entries) {
    return new AccessList(null, List.of(entries));
  }
}
