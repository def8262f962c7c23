package dev.understudy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.access.Identity;
import dev.understudy.access.Identity.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whom a token was issued to, as the identity providers in use write it. */
class TokenOwnerTest {

  private static ClaimNames names(String user, List<String> roles, Map<String, String> marks) {
    return new ClaimNames(
        Optional.of("tid"), user, List.of("client_id", "azp", "appid"), roles, marks);
  }

  private static final ClaimNames NAMES = names("sub", List.of("roles"), Map.of());

  private static Identity owner(ClaimNames names, Object... claims) throws BadToken {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < claims.length; i += 2) {
      map.put((String) claims[i], claims[i + 1]);
    }
    return new TokenOwner(names, "home").of(map);
  }

  private static void isRefused(ClaimNames names, Object... claims) {
    assertThatThrownBy(() -> owner(names, claims)).isInstanceOf(BadToken.class);
  }

  private static Identity user(String tenant, String id, String... roles) {
    return new Identity(tenant, Kind.USER, id, Set.of(roles));
  }

  private static Identity client(String tenant, String id, String... roles) {
    return new Identity(tenant, Kind.CLIENT, id, Set.of(roles));
  }

  @Test
  void a_user_is_one_whatever_program_they_use() throws BadToken {
    assertThat(owner(NAMES, "sub", "alice", "client_id", "portal", "azp", "portal"))
        .isEqualTo(user("home", "alice"));
  }

  @Test
  void a_token_without_a_subject_is_its_clients_own() throws BadToken {
    assertThat(owner(NAMES, "client_id", "collector")).isEqualTo(client("home", "collector"));
    assertThat(owner(NAMES, "azp", "collector")).isEqualTo(client("home", "collector"));
  }

  @Test
  void a_token_whose_subject_is_its_client_is_the_clients_own() throws BadToken {
    assertThat(owner(NAMES, "sub", "collector", "client_id", "collector"))
        .isEqualTo(client("home", "collector"));
  }

  @Test
  void a_mark_tells_a_clients_own_token_where_the_subject_does_not() throws BadToken {
    ClaimNames marked = names("sub", List.of("roles"), Map.of("idtyp", "app"));
    assertThat(owner(marked, "sub", "6f1c", "appid", "9a2e", "idtyp", "app"))
        .isEqualTo(client("home", "9a2e"));
    assertThat(owner(marked, "sub", "6f1c", "appid", "9a2e", "idtyp", "user"))
        .isEqualTo(user("home", "6f1c"));
    assertThat(owner(marked, "sub", "6f1c", "appid", "9a2e")).isEqualTo(user("home", "6f1c"));
  }

  @Test
  void a_user_who_calls_himself_like_a_client_is_none() throws BadToken {
    ClaimNames chosen = names("preferred_username", List.of("roles"), Map.of());
    assertThat(owner(chosen, "sub", "6f1c", "preferred_username", "collector", "azp", "collector"))
        .isEqualTo(user("home", "collector"));
  }

  @Test
  void a_user_without_the_claim_that_names_users_is_not_taken_for_the_client() {
    ClaimNames chosen = names("email", List.of("roles"), Map.of());
    assertThatThrownBy(() -> owner(chosen, "sub", "6f1c", "azp", "portal"))
        .isInstanceOf(BadToken.class)
        .hasMessage("The token has no claim email, which would tell whom it was issued to.");
  }

  @Test
  void a_user_named_by_another_claim_needs_no_subject() throws BadToken {
    ClaimNames chosen = names("email", List.of("roles"), Map.of());
    assertThat(owner(chosen, "email", "a@b.example", "azp", "portal"))
        .isEqualTo(user("home", "a@b.example"));
  }

  @Test
  void nobody_is_nobody() {
    isRefused(NAMES);
    isRefused(NAMES, "sub", "");
    isRefused(NAMES, "sub", 7);
    isRefused(NAMES, "sub", "a\nb");
    isRefused(NAMES, "sub", "\uD800");
    isRefused(NAMES, "sub", "x".repeat(261));
    isRefused(NAMES, "sub", "alice", "client_id", List.of("collector"));
  }

  @Test
  void the_tenant_is_the_claims_or_else_the_default_one() throws BadToken {
    assertThat(owner(NAMES, "sub", "alice", "tid", "t1")).isEqualTo(user("t1", "alice"));
    assertThat(owner(NAMES, "sub", "alice")).isEqualTo(user("home", "alice"));
    assertThat(owner(ClaimNames.STANDARD, "sub", "alice", "tid", "t1"))
        .isEqualTo(user("home", "alice"));
    isRefused(NAMES, "sub", "alice", "tid", "");
    isRefused(NAMES, "sub", "alice", "tid", "t1\nt2");
    isRefused(NAMES, "sub", "alice", "tid", List.of("t1", "t2"));
  }

  @Test
  void roles_are_lists_or_single_ones_and_may_lie_deeper() throws BadToken {
    ClaimNames deep = names("sub", List.of("realm_access.roles", "groups"), Map.of());
    assertThat(
            owner(
                deep,
                "sub",
                "alice",
                "realm_access",
                Map.of("roles", List.of("a", "b")),
                "groups",
                "one with blanks"))
        .isEqualTo(user("home", "alice", "a", "b", "one with blanks"));
    assertThat(owner(deep, "sub", "alice", "realm_access", "x")).isEqualTo(user("home", "alice"));
  }

  @Test
  void a_claim_with_dots_in_its_name_comes_before_a_path() throws BadToken {
    String name = "https://example.com/roles";
    ClaimNames named = names("sub", List.of(name), Map.of());
    assertThat(owner(named, "sub", "alice", name, List.of("a")))
        .isEqualTo(user("home", "alice", "a"));
  }

  @Test
  void a_role_that_cannot_be_read_is_not_left_out() {
    // It could be one that is denied something.
    isRefused(NAMES, "sub", "alice", "roles", List.of("a", 7));
    isRefused(NAMES, "sub", "alice", "roles", Map.of("a", true));
    isRefused(NAMES, "sub", "alice", "roles", Arrays.asList("a", null));
    isRefused(NAMES, "sub", "alice", "roles", "");
  }
}
