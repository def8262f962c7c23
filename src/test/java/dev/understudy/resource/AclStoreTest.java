package dev.understudy.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.GroupAcl;
import dev.understudy.api.GroupAclSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is known of lists, whatever the order in which versions of them are heard of. */
class AclStoreTest {

  private final AclStore store = new AclStore();

  private static GroupAcl acl(String name, long version) {
    GroupAcl acl = new GroupAcl();
    acl.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("n")
            .withName(name)
            .withResourceVersion(Long.toString(version))
            .build());
    acl.setSpec(new GroupAclSpec(null, null, List.of()));
    return acl;
  }

  private Optional<Long> version(String name) {
    return store.find("n", name).map(AclRecord::version);
  }

  @Test
  void the_newest_version_counts() {
    store.listed(List.of(acl("a", 3)), 5, false);
    store.changed(acl("a", 7));

    assertThat(version("a")).contains(7L);
    assertThat(store.find("other", "a")).isEmpty();
  }

  @Test
  void an_older_version_that_is_shown_late_changes_nothing() {
    store.listed(List.of(), 5, false);
    store.saw(acl("a", 9));

    store.changed(acl("a", 7));

    assertThat(version("a")).contains(9L);
  }

  @Test
  void a_list_that_is_gone_does_not_come_back_by_a_version_read_before() {
    store.listed(List.of(acl("a", 3)), 5, false);
    store.deleted(acl("a", 8));

    store.saw(acl("a", 7));

    assertThat(version("a")).isEmpty();
  }

  @Test
  void the_end_of_an_older_version_does_not_end_what_was_written_since() {
    store.listed(List.of(acl("a", 3)), 5, false);
    store.saw(acl("a", 9));

    store.deleted(acl("a", 8));

    assertThat(version("a")).contains(9L);
  }

  @Test
  void a_whole_list_ends_what_it_does_not_name_but_not_what_is_newer() {
    store.listed(List.of(acl("a", 1), acl("b", 2)), 5, false);
    store.saw(acl("c", 9));

    store.listed(List.of(acl("b", 2)), 7, false);

    assertThat(version("a")).isEmpty();
    assertThat(version("b")).contains(2L);
    assertThat(version("c")).contains(9L);
  }

  @Test
  void a_whole_list_that_was_overtaken_by_the_watch_changes_nothing() {
    store.listed(List.of(), 5, false);
    store.changed(acl("a", 9));

    store.listed(List.of(acl("a", 6)), 7, false);

    assertThat(version("a")).contains(9L);
  }

  @Test
  void what_a_whole_list_has_left_out_is_not_brought_back_by_the_watch() {
    store.listed(List.of(), 5, false);
    store.listed(List.of(), 9, false);

    store.changed(acl("a", 7));

    assertThat(version("a")).isEmpty();
  }

  @Test
  void after_an_api_server_was_set_back_only_what_it_has_counts() {
    store.listed(List.of(acl("a", 30), acl("b", 31)), 50, false);

    store.listed(List.of(acl("a", 3)), 5, true);

    assertThat(version("a")).contains(3L);
    assertThat(version("b")).isEmpty();
    store.changed(acl("b", 6));
    assertThat(version("b")).contains(6L);
  }
}
