package dev.understudy.api;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  private static final String OBJECT_NAME =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

  @ParameterizedTest
  @ValueSource(strings = {"line-1", "a", "0", "line-1.plant-2", "line--1", "x-abcdefg"})
  void an_id_that_is_fit_to_be_a_name_is_the_name(String id) {
    assertThat(Names.isOwnName(id)).isTrue();
    assertThat(Names.group(id)).isEqualTo(id);
    assertThat(Names.groupLease(id)).isEqualTo("fg." + id);
  }

  @ParameterizedTest
  @CsvSource({
    "Line 1, line-1-",
    "Linie №1, linie-1-",
    "ÄÖÜ, group-",
    "collection, collection-",
    "line-abcdefghijklmnopqrstuvwxyz, line-abcdefghijklmnopqrstuvwxyz-",
    "-a, a-",
    "a..b, a-b-",
    "100%, 100-",
  })
  void any_other_id_gets_a_readable_prefix_and_a_hash(String id, String prefix) {
    assertThat(Names.isOwnName(id)).isFalse();
    assertThat(Names.group(id)).matches(prefix + "[a-z2-7]{26}");
  }

  @Example
  void the_hash_is_the_sha_256_of_the_id_in_base_32() {
    assertThat(Names.group("Line 1")).isEqualTo("line-1-6zplku43oqwesv4gzfoyytztbp");
    assertThat(Names.sessionLease("Line 1", "A")).isEqualTo("fs.dncglzvneo4jexaxct7qlxpzbn");
  }

  @Property
  void every_group_gets_a_name_that_a_resource_and_a_label_can_have(@ForAll("ids") String id) {
    assertThat(Names.group(id)).matches(OBJECT_NAME).hasSizeLessThanOrEqualTo(63);
    assertThat(Names.groupLease(id)).matches(OBJECT_NAME).startsWith("fg.").hasSizeLessThan(253);
  }

  @Property
  void two_groups_never_share_a_name(@ForAll("ids") String one, @ForAll("ids") String other) {
    Assume.that(!one.equals(other));

    assertThat(Names.group(one)).isNotEqualTo(Names.group(other));
  }

  @Property
  void a_made_name_is_nobodys_id(@ForAll("ids") String id) {
    Assume.that(!Names.isOwnName(id));

    assertThat(Names.isOwnName(Names.group(id))).isFalse();
    assertThat(Names.group(Names.group(id))).isNotEqualTo(Names.group(id));
  }

  @Property
  void every_session_gets_a_name_that_a_lease_can_have(
      @ForAll("ids") String group, @ForAll("ids") String session) {
    assertThat(Names.sessionLease(group, session)).matches("fs\\.[a-z2-7]{26}");
  }

  @Property
  void sessions_share_a_name_only_if_group_and_id_are_the_same(
      @ForAll("ids") String group,
      @ForAll("ids") String session,
      @ForAll("ids") String otherGroup,
      @ForAll("ids") String otherSession) {
    boolean same = group.equals(otherGroup) && session.equals(otherSession);

    assertThat(
            Names.sessionLease(group, session).equals(Names.sessionLease(otherGroup, otherSession)))
        .isEqualTo(same);
  }

  @Example
  void the_border_between_group_and_session_counts() {
    assertThat(Names.sessionLease("ab", "c")).isNotEqualTo(Names.sessionLease("a", "bc"));
  }

  @Provide
  Arbitrary<String> ids() {
    Arbitrary<String> any =
        Arbitraries.strings().ofMinLength(1).ofMaxLength(300).filter(Ids::isValid);
    Arbitrary<String> nameLike =
        Arbitraries.strings().withChars("ab2-.").ofMinLength(1).ofMaxLength(70);
    return Arbitraries.oneOf(any, nameLike.filter(Ids::isValid));
  }
}
