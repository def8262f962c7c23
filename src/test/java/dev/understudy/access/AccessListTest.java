package dev.understudy.access;

import static dev.understudy.access.Samples.GROUP;
import static dev.understudy.access.Samples.HOME;
import static dev.understudy.access.Samples.allowed;
import static dev.understudy.access.Samples.denied;
import static dev.understudy.access.Samples.list;
import static dev.understudy.access.Samples.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.access.Decision.Allowed;
import dev.understudy.access.Decision.Ground;
import dev.understudy.access.Decision.Refused;
import dev.understudy.access.Entry.Effect;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessListTest {

  private static Decision decide(AccessList list, Identity identity, Right right) {
    return list.decide(identity, HOME, right, GROUP);
  }

  private static Refused refused(AccessList list, Identity identity, Right right) {
    return (Refused) decide(list, identity, right);
  }

  private static Entry role(@Nullable String tenant, String id) {
    return new Entry(
        new Trustee(Trustee.Type.ROLE, id, tenant), Effect.ALLOWED, Rights.of(Right.READ));
  }

  @Test
  void what_an_entry_allows_a_role_is_allowed_to_who_has_it() {
    Entry entry = allowed("operators", Right.READ);

    assertThat(decide(list(entry), user("ann", "operators"), Right.READ))
        .isEqualTo(new Allowed(new Ground.Says(0, entry)));
  }

  @Test
  void what_no_entry_speaks_of_is_refused() {
    AccessList list = list(allowed("operators", Right.READ));

    assertThat(decide(list, user("ann", "operators"), Right.WRITE).isAllowed()).isFalse();
    assertThat(decide(list, user("ann", "others"), Right.READ).isAllowed()).isFalse();
    assertThat(decide(list(), user("ann"), Right.READ).isAllowed()).isFalse();
    assertThat(refused(list, user("ann"), Right.READ).ground()).isEqualTo(new Ground.NothingSaid());
  }

  @Test
  void rights_of_several_entries_and_roles_add_up() {
    AccessList list =
        list(
            allowed("a", Right.READ),
            allowed("a", Right.WRITE),
            allowed("b", Right.DELETE, Right.SHARE));
    Identity ann = user("ann", "a", "b");

    for (Right right : List.of(Right.READ, Right.WRITE, Right.DELETE, Right.SHARE)) {
      assertThat(decide(list, ann, right).isAllowed()).as(right.word()).isTrue();
    }
    assertThat(decide(list, ann, Right.MANAGE_ACCESS_CONTROL).isAllowed()).isFalse();
  }

  @Test
  void denied_beats_allowed_through_another_role_and_in_either_order() {
    Entry gives = allowed("a", Right.READ, Right.WRITE);
    Entry takes = denied("b", Right.WRITE);

    for (AccessList list : List.of(list(gives, takes), list(takes, gives))) {
      assertThat(decide(list, user("ann", "a", "b"), Right.WRITE).isAllowed()).isFalse();
      assertThat(decide(list, user("ann", "a", "b"), Right.READ).isAllowed()).isTrue();
      assertThat(decide(list, user("ann", "a"), Right.WRITE).isAllowed()).isTrue();
    }
    assertThat(refused(list(gives, takes), user("ann", "a", "b"), Right.WRITE).ground())
        .isEqualTo(new Ground.Says(1, takes));
  }

  @Test
  void the_owner_may_do_everything_whatever_the_entries_say() {
    AccessList list = list(denied("a", Right.values())).ownedBy(Trustee.of(user("ann")));

    for (Right right : Right.values()) {
      assertThat(decide(list, user("ann", "a"), right))
          .isEqualTo(new Allowed(new Ground.Owns(Trustee.of(user("ann")))));
    }
    assertThat(decide(list, user("Ann", "a"), Right.READ).isAllowed()).isFalse();
  }

  @Test
  void a_user_and_a_client_of_one_id_are_two() {
    Identity user = new Identity(HOME, Identity.Kind.USER, "x", Set.of());
    Identity client = new Identity(HOME, Identity.Kind.CLIENT, "x", Set.of());

    assertThat(decide(list().ownedBy(Trustee.of(user)), client, Right.READ).isAllowed()).isFalse();
    assertThat(decide(list().ownedBy(Trustee.of(client)), user, Right.READ).isAllowed()).isFalse();
    assertThat(decide(list().ownedBy(Trustee.of(client)), client, Right.READ).isAllowed()).isTrue();
    assertThat(Trustee.of(user)).isEqualTo(new Trustee(Trustee.Type.USER, "x", HOME));
    assertThat(Trustee.of(client)).isEqualTo(new Trustee(Trustee.Type.CLIENT, "x", HOME));
  }

  @Test
  void a_role_is_one_of_its_tenant_only() {
    assertThat(decide(list(role(null, "a")), user("ann", "a"), Right.READ).isAllowed()).isTrue();
    assertThat(decide(list(role(HOME, "a")), user("ann", "a"), Right.READ).isAllowed()).isTrue();
    assertThat(decide(list(role("other", "a")), user("ann", "a"), Right.READ).isAllowed())
        .isFalse();
  }

  @Test
  void an_owner_without_a_tenant_is_one_of_the_home_tenant() {
    Trustee owner = new Trustee(Trustee.Type.USER, "ann", null);
    Trustee stranger = new Trustee(Trustee.Type.USER, "ann", "other");

    assertThat(decide(list().ownedBy(owner), user("ann"), Right.SHARE).isAllowed()).isTrue();
    assertThat(decide(list().ownedBy(stranger), user("ann"), Right.SHARE).isAllowed()).isFalse();
  }

  @Test
  void somebody_of_another_tenant_has_no_right_even_if_the_list_names_them() {
    Identity stranger = new Identity("other", Identity.Kind.USER, "ann", Set.of("a"));
    AccessList list = list(role("other", "a")).ownedBy(Trustee.of(stranger));

    Refused refused = refused(list, stranger, Right.READ);

    assertThat(refused.ground()).isEqualTo(new Ground.OtherTenant(HOME));
    assertThat(refused.reason())
        .isEqualTo("The address speaks of another tenant than the caller's.");
    assertThat(refused.resolution()).startsWith("Ask for your own tenant");
  }

  @Test
  void an_entry_for_a_user_or_a_client_does_not_stand_for_a_role_of_that_name() {
    Entry user =
        new Entry(new Trustee(Trustee.Type.USER, "x", null), Effect.ALLOWED, Rights.of(Right.READ));
    Entry client =
        new Entry(
            new Trustee(Trustee.Type.CLIENT, "x", null), Effect.ALLOWED, Rights.of(Right.READ));

    assertThat(decide(list(user, client), user("ann", "x"), Right.READ).isAllowed()).isFalse();
  }

  @Test
  void a_refusal_says_which_right_on_what_is_missing_and_nothing_of_the_list() {
    AccessList silent = list(allowed("a", Right.READ));
    AccessList strict = list(allowed("a", Right.READ), denied("a", Right.WRITE));

    Refused refused = refused(silent, user("ann", "a"), Right.WRITE);

    assertThat(refused.reason()).isEqualTo("The right Write on the group 'g' is missing.");
    assertThat(refused.resolution()).contains("ManageAccessControl");
    assertThat(refused(strict, user("ann", "a"), Right.WRITE).reason()).isEqualTo(refused.reason());
    assertThat(refused(strict, user("ann", "a"), Right.WRITE).resolution())
        .isEqualTo(refused.resolution());
    assertThat(
            ((Refused) silent.decide(user("ann"), HOME, Right.DELETE, new Entity.Collection()))
                .reason())
        .isEqualTo("The right Delete on the collection of groups is missing.");
  }
}
