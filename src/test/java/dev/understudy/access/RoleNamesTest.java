package dev.understudy.access;

import static dev.understudy.access.Samples.user;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleNamesTest {

  @Test
  void without_a_mapping_every_role_is_what_it_is_called() {
    Identity ann = user("ann", "Administrators", "x");

    assertThat(RoleNames.AS_THEY_ARE.resolve(ann)).isSameAs(ann);
  }

  @Test
  void a_role_of_the_provider_counts_as_the_built_in_one_that_it_is_mapped_to() {
    RoleNames names = new RoleNames(Map.of("Users", Set.of("ot-staff", "ot-guests")));

    assertThat(names.resolve(user("ann", "ot-guests", "x")))
        .isEqualTo(user("ann", "ot-guests", "x", "Users"));
    assertThat(names.resolve(user("bob", "x"))).isEqualTo(user("bob", "x"));
  }

  @Test
  void nobody_is_in_a_mapped_role_by_its_built_in_name() {
    RoleNames names = new RoleNames(Map.of("Administrators", Set.of("ot-admins")));

    assertThat(names.resolve(user("eve", "Administrators", "Users")).roles())
        .containsExactly("Users");
  }

  @Test
  void a_mapped_role_may_be_mapped_to_itself_too() {
    RoleNames names =
        new RoleNames(Map.of("Administrators", Set.of("ot-admins", "Administrators")));

    assertThat(names.resolve(user("ann", "Administrators")).roles())
        .containsExactly("Administrators");
  }
}
