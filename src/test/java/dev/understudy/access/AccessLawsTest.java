package dev.understudy.access;

import static dev.understudy.access.Samples.GROUP;
import static dev.understudy.access.Samples.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.access.Decision.Ground;
import dev.understudy.access.Entry.Effect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every list and everybody. */
class AccessLawsTest {

  private static final List<String> TENANTS = List.of(HOME, "other");
  private static final List<String> ROLES = List.of("a", "b", "c");
  private static final List<String> IDS = List.of("a", "ann", "bob");

  @Provide
  Arbitrary<Identity> identities() {
    return Combinators.combine(
            Arbitraries.of(HOME, HOME, HOME, "other"),
            Arbitraries.of(Identity.Kind.class),
            Arbitraries.of(IDS),
            Arbitraries.subsetOf(ROLES))
        .as(Identity::new);
  }

  @Provide
  Arbitrary<Trustee> trustees() {
    return Combinators.combine(
            Arbitraries.of(Trustee.Type.class),
            Arbitraries.of(IDS),
            Arbitraries.of(TENANTS).injectNull(0.5))
        .as(Trustee::new);
  }

  @Provide
  Arbitrary<Entry> entries() {
    return Combinators.combine(
            Arbitraries.of(ROLES),
            Arbitraries.of(TENANTS).injectNull(0.7),
            Arbitraries.of(Effect.ALLOWED, Effect.ALLOWED, Effect.DENIED),
            Arbitraries.integers().between(0, Rights.ALL.mask()))
        .as(
            (role, tenant, effect, mask) ->
                new Entry(new Trustee(Trustee.Type.ROLE, role, tenant), effect, new Rights(mask)));
  }

  @Provide
  Arbitrary<AccessList> lists() {
    return Combinators.combine(trustees().injectNull(0.7), entries().list().ofMaxSize(6))
        .as(AccessList::new);
  }

  private static Rights rights(AccessList list, Identity identity) {
    Rights rights = Rights.NONE;
    for (Right right : Right.values()) {
      if (list.decide(identity, HOME, right, GROUP).isAllowed()) {
        rights = rights.plus(Rights.of(right));
      }
    }
    return rights;
  }

  private static boolean isWithin(Rights some, Rights all) {
    return some.minus(all).equals(Rights.NONE);
  }

  private static AccessList with(AccessList list, int at, Entry entry) {
    List<Entry> entries = new ArrayList<>(list.entries());
    entries.add(Math.floorMod(at, entries.size() + 1), entry);
    return new AccessList(list.owner(), entries);
  }

  /** Reckoned the other way round: by all that is given and all that is taken. */
  private static Rights reckoned(AccessList list, Identity identity) {
    if (!identity.tenant().equals(HOME)) {
      return Rights.NONE;
    }
    Trustee owner = list.owner();
    if (owner != null
        && owner.type().name().equals(identity.kind().name())
        && owner.id().equals(identity.id())
        && Objects.requireNonNullElse(owner.tenant(), HOME).equals(HOME)) {
      return Rights.ALL;
    }
    Rights given = Rights.NONE;
    Rights taken = Rights.NONE;
    for (Entry entry : list.entries()) {
      boolean concerns =
          identity.roles().contains(entry.trustee().id())
              && Objects.requireNonNullElse(entry.trustee().tenant(), HOME).equals(HOME);
      if (concerns && entry.effect() == Effect.ALLOWED) {
        given = given.plus(entry.rights());
      } else if (concerns) {
        taken = taken.plus(entry.rights());
      }
    }
    return given.minus(taken);
  }

  @Property
  void rights_are_what_is_given_without_what_is_taken(
      @ForAll("lists") AccessList list, @ForAll("identities") Identity identity) {
    assertThat(rights(list, identity)).isEqualTo(reckoned(list, identity));
  }

  @Property
  void a_denied_entry_more_gives_nobody_a_right(
      @ForAll("lists") AccessList list,
      @ForAll("identities") Identity identity,
      @ForAll("entries") Entry any,
      @ForAll int at) {
    Entry denied = new Entry(any.trustee(), Effect.DENIED, any.rights());

    assertThat(isWithin(rights(with(list, at, denied), identity), rights(list, identity))).isTrue();
  }

  @Property
  void an_allowed_entry_more_takes_nobody_s_right(
      @ForAll("lists") AccessList list,
      @ForAll("identities") Identity identity,
      @ForAll("entries") Entry any,
      @ForAll int at) {
    Entry allowed = new Entry(any.trustee(), Effect.ALLOWED, any.rights());

    assertThat(isWithin(rights(list, identity), rights(with(list, at, allowed), identity)))
        .isTrue();
  }

  @Property
  void the_order_of_entries_does_not_matter(
      @ForAll("lists") AccessList list,
      @ForAll("identities") Identity identity,
      @ForAll Random random) {
    List<Entry> shuffled = new ArrayList<>(list.entries());
    Collections.shuffle(shuffled, random);

    assertThat(rights(new AccessList(list.owner(), shuffled), identity))
        .isEqualTo(rights(list, identity));
  }

  @Property
  void saying_it_twice_changes_nothing(
      @ForAll("lists") AccessList list, @ForAll("identities") Identity identity) {
    List<Entry> twice = new ArrayList<>(list.entries());
    twice.addAll(list.entries());

    assertThat(rights(new AccessList(list.owner(), twice), identity))
        .isEqualTo(rights(list, identity));
  }

  @Property
  void another_role_gives_no_more_than_that_role_alone_would(
      @ForAll("lists") AccessList list, @ForAll("identities") Identity identity) {
    Rights each = Rights.NONE;
    for (String role : identity.roles()) {
      each = each.plus(rights(list, in(identity, Set.of(role))));
    }
    each = each.plus(rights(list, in(identity, Set.of())));

    assertThat(isWithin(rights(list, identity), each)).isTrue();
  }

  @Property
  void an_owner_more_takes_nobody_s_right_and_gives_it_to_the_owner_alone(
      @ForAll("lists") AccessList list,
      @ForAll("identities") Identity identity,
      @ForAll("identities") Identity owner) {
    AccessList owned = list.ownedBy(Trustee.of(owner));
    boolean same =
        identity.kind() == owner.kind()
            && identity.id().equals(owner.id())
            && identity.tenant().equals(owner.tenant());
    AccessList unowned = list.ownedBy(null);

    if (same && identity.tenant().equals(HOME)) {
      assertThat(rights(owned, identity)).isEqualTo(Rights.ALL);
    } else {
      assertThat(rights(owned, identity)).isEqualTo(rights(unowned, identity));
    }
  }

  @Property
  void nobody_of_another_tenant_has_any_right(
      @ForAll("lists") AccessList list, @ForAll("identities") Identity identity) {
    Identity stranger = new Identity("stranger", identity.kind(), identity.id(), identity.roles());

    assertThat(rights(list, stranger)).isEqualTo(Rights.NONE);
  }

  @Property
  void every_decision_names_what_it_rests_on(
      @ForAll("lists") AccessList list,
      @ForAll("identities") Identity identity,
      @ForAll Right right) {
    switch (list.decide(identity, HOME, right, GROUP)) {
      case Decision.Allowed(Ground.Owns(Trustee owner)) ->
          assertThat(owner).isEqualTo(list.owner());
      case Decision.Allowed(Ground.Says(int index, Entry entry)) -> {
        assertThat(list.entries().get(index)).isEqualTo(entry);
        assertThat(entry.effect()).isEqualTo(Effect.ALLOWED);
        assertThat(entry.rights().has(right)).isTrue();
      }
      case Decision.Refused(String reason, String _, Ground.Says(int index, Entry entry)) -> {
        assertThat(list.entries().get(index)).isEqualTo(entry);
        assertThat(entry.effect()).isEqualTo(Effect.DENIED);
        assertThat(entry.rights().has(right)).isTrue();
        assertThat(reason).doesNotContain(entry.trustee().id() + "'");
      }
      case Decision.Refused(String _, String _, Ground.NothingSaid()) ->
          assertThat(reckoned(list, identity).has(right)).isFalse();
      case Decision.Refused(String _, String _, Ground.OtherTenant(String home)) -> {
        assertThat(home).isEqualTo(HOME);
        assertThat(identity.tenant()).isNotEqualTo(HOME);
      }
      case Decision other -> throw new AssertionError(other);
    }
  }

  private static Identity in(Identity identity, Set<String> roles) {
    return new Identity(identity.tenant(), identity.kind(), identity.id(), new HashSet<>(roles));
  }
}
