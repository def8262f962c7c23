package dev.understudy.access;

import java.util.EnumSet;
import java.util.Set;

/**
 * A set of rights, as the REST interface's mask of bits has it. Immutable.
 *
 * @param mask the sum of the rights' bits
 */
public record Rights(int mask) {

  /** No right. */
  public static final Rights NONE = new Rights(0);

  /** Every right that there is. */
  public static final Rights ALL = of(Right.values());

  /** Checks that the mask holds no bits but those of rights. */
  public Rights {
    if (unknown(mask) != 0) {
      throw new IllegalArgumentException(mask + " has bits that are no rights");
    }
  }

  /** These rights and no others. */
  public static Rights of(Right... rights) {
    int mask = 0;
    for (Right right : rights) {
      mask |= right.bit();
    }
    return new Rights(mask);
  }

  /**
   * The bits of a mask that stand for no right; zero if there are none. A negative mask has such
   * bits always.
   */
  public static long unknown(long mask) {
    long known = 0;
    for (Right right : Right.values()) {
      known |= right.bit();
    }
    return mask & ~known;
  }

  /** Whether a right is among them. */
  public boolean has(Right right) {
    return (mask & right.bit()) != 0;
  }

  /** These and the others. */
  public Rights plus(Rights others) {
    return new Rights(mask | others.mask);
  }

  /** These without the others. */
  public Rights minus(Rights others) {
    return new Rights(mask & ~others.mask);
  }

  /** The rights one by one. */
  public Set<Right> each() {
    Set<Right> each = EnumSet.noneOf(Right.class);
    for (Right right : Right.values()) {
      if (has(right)) {
        each.add(right);
      }
    }
    return each;
  }
}
