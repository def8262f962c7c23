package dev.understudy.election.model;

import java.util.Arrays;

/**
 * A set of worlds that numbers them in the order of their discovery and knows from which world each
 * was reached first. The worlds lie in the hash table itself: one look into memory finds one.
 */
final class Worlds {
  /** Marks a place as taken; no world has this bit. */
  private static final long TAKEN = 1L << 63;

  private final int words;
  private long[] table;
  private int places = 1 << 16;
  private int[] placeOf = new int[1 << 15];
  private int[] parentOf = new int[1 << 15];
  private int size;

  Worlds(int words) {
    this.words = words;
    this.table = new long[places * words];
  }

  int size() {
    return size;
  }

  /** Adds a world unless it is known; whether it was new. */
  boolean add(World world, int parent) {
    if (size > places / 3 * 2) {
      grow();
    }
    long[] key = world.words;
    int place = find(key);
    if (table[place * words] != 0) {
      return false;
    }
    put(key, place);
    if (size == placeOf.length) {
      placeOf = Arrays.copyOf(placeOf, size * 2);
      parentOf = Arrays.copyOf(parentOf, size * 2);
    }
    placeOf[size] = place;
    parentOf[size] = parent;
    size++;
    return true;
  }

  World get(int number) {
    World world = new World(words);
    System.arraycopy(table, placeOf[number] * words, world.words, 0, words);
    world.words[0] &= ~TAKEN;
    return world;
  }

  /** The world from which the given one was reached first; -1 for the beginning. */
  int parent(int number) {
    return parentOf[number];
  }

  /** Where the world is, or else where it belongs. */
  private int find(long[] key) {
    int place = hash(key) & (places - 1);
    while (table[place * words] != 0 && !isAt(place, key)) {
      place = (place + 1) & (places - 1);
    }
    return place;
  }

  private boolean isAt(int place, long[] key) {
    int at = place * words;
    if (table[at] != (key[0] | TAKEN)) {
      return false;
    }
    for (int i = 1; i < words; i++) {
      if (table[at + i] != key[i]) {
        return false;
      }
    }
    return true;
  }

  private void put(long[] key, int place) {
    System.arraycopy(key, 0, table, place * words, words);
    table[place * words] |= TAKEN;
  }

  private void grow() {
    long[] before = table;
    places *= 2;
    table = new long[places * words];
    long[] key = new long[words];
    for (int number = 0; number < size; number++) {
      System.arraycopy(before, placeOf[number] * words, key, 0, words);
      key[0] &= ~TAKEN;
      int place = find(key);
      put(key, place);
      placeOf[number] = place;
    }
  }

  private static int hash(long[] key) {
    long hash = 0;
    for (long word : key) {
      hash = (hash ^ word) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    hash *= 0xBF58476D1CE4E5B9L;
    return (int) (hash ^ hash >>> 32);
  }
}
