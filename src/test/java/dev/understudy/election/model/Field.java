package dev.understudy.election.model;

/**
 * Some bits of a word that hold a small number.
 *
 * @param shift the lowest bit
 * @param bits how many there are
 */
record Field(int shift, int bits) {

  /** The field that begins where this one ends. */
  Field then(int moreBits) {
    return new Field(shift + bits, moreBits);
  }

  int get(long word) {
    return (int) (word >>> shift) & ((1 << bits) - 1);
  }

  boolean is(long word) {
    return get(word) != 0;
  }

  long set(long word, int value) {
    if (value >>> bits != 0) {
      throw new IllegalArgumentException(value + " does not fit into " + bits + " bits");
    }
    return (word & ~mask()) | (long) value << shift;
  }

  long mask() {
    return ((1L << bits) - 1) << shift;
  }
}
