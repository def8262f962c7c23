package dev.understudy.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RightsTest {

  @Test
  void the_bits_are_those_of_the_rest_interface() {
    assertThat(Rights.of(Right.READ).mask()).isEqualTo(1);
    assertThat(Rights.of(Right.WRITE).mask()).isEqualTo(2);
    assertThat(Rights.of(Right.DELETE).mask()).isEqualTo(4);
    assertThat(Rights.of(Right.MANAGE_ACCESS_CONTROL).mask()).isEqualTo(8);
    assertThat(Rights.of(Right.SHARE).mask()).isEqualTo(16);
    assertThat(Rights.ALL.mask()).isEqualTo(31);
    assertThat(Rights.NONE.mask()).isZero();
  }

  @Test
  void every_right_has_the_name_of_the_rest_interface() {
    assertThat(Arrays.stream(Right.values()).map(Right::word))
        .containsExactly("Read", "Write", "Delete", "ManageAccessControl", "Share");
  }

  @Test
  void bits_that_are_no_rights_are_found() {
    assertThat(Rights.unknown(31)).isZero();
    assertThat(Rights.unknown(32 + 1)).isEqualTo(32);
    assertThat(Rights.unknown(1L << 40)).isEqualTo(1L << 40);
    assertThat(Rights.unknown(-1)).isNotZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Rights(33))
        .withMessage("33 has bits that are no rights");
  }

  @Property
  void a_mask_and_the_set_of_rights_say_the_same(@ForAll @IntRange(min = 0, max = 31) int mask) {
    Rights rights = new Rights(mask);

    assertThat(Rights.of(rights.each().toArray(Right[]::new))).isEqualTo(rights);
    for (Right right : Right.values()) {
      assertThat(rights.each().contains(right)).isEqualTo(rights.has(right));
    }
  }

  @Property
  void rights_add_up_and_are_taken_away(
      @ForAll @IntRange(min = 0, max = 31) int one, @ForAll @IntRange(min = 0, max = 31) int two) {
    Rights left = new Rights(one);
    Rights right = new Rights(two);
    for (Right each : Right.values()) {
      assertThat(left.plus(right).has(each)).isEqualTo(left.has(each) || right.has(each));
      assertThat(left.minus(right).has(each)).isEqualTo(left.has(each) && !right.has(each));
    }
  }
}
