package dev.understudy.election.model;

/**
 * Picks one of all the worlds that differ by names only: sessions and replicas have none that
 * matter, since every decision is tried with every score.
 */
final class Symmetry {
  private Symmetry() {}

  /** Replaces a world by the one that stands for it. Sessions that take no part come last. */
  static void normalize(World world) {
    long[] words = world.words;
    long[] other = {
      swapReplicas(words[0]),
      swapAtReplicas(words[1]),
      swapAtReplicas(words[2]),
      swapAtReplicas(words[3])
    };
    sort(words);
    sort(other);
    if (isBefore(other, words)) {
      System.arraycopy(other, 0, words, 0, other.length);
    }
  }

  /** Whether the world looks the same from both replicas. */
  static boolean replicasAreAlike(World world) {
    long[] words = world.words;
    boolean alike = !world.keepsStaleViews() && swapReplicas(words[0]) == words[0];
    for (int i = 1; alike && i < World.WORDS; i++) {
      alike = swapAtReplicas(words[i]) == words[i];
    }
    return alike;
  }

  /** Whether a session is like one before it, so that nothing else can become of it. */
  static boolean isLikeAnEarlierOne(World world, int s) {
    for (int earlier = 0; earlier < s && !world.keepsStaleViews(); earlier++) {
      if (world.words[1 + earlier] == world.words[1 + s]) {
        return true;
      }
    }
    return false;
  }

  private static void sort(long[] words) {
    order(words, 1, 2);
    order(words, 2, 3);
    order(words, 1, 2);
  }

  private static void order(long[] words, int a, int b) {
    if (words[a] < words[b]) {
      long less = words[a];
      words[a] = words[b];
      words[b] = less;
    }
  }

  private static boolean isBefore(long[] a, long[] b) {
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i]) {
        return a[i] < b[i];
      }
    }
    return false;
  }

  private static long swapReplicas(long word) {
    int shift = Shared.CURRENT[0].shift();
    long first = word >>> shift & 0xff;
    long second = word >>> (shift + 8) & 0xff;
    return (word & ~(0xffffL << shift)) | second << shift | first << (shift + 8);
  }

  private static long swapAtReplicas(long word) {
    long swapped = word;
    for (Field what : Each.WHAT) {
      int value = what.get(word);
      if (value == Each.OPEN || value == Each.DEAD) {
        swapped = what.set(swapped, value + 1);
      } else if (value == Each.OPEN + 1 || value == Each.DEAD + 1) {
        swapped = what.set(swapped, value - 1);
      }
    }
    if (Each.DELETING.is(word)) {
      swapped = Each.DELETING_AT.set(swapped, 1 - Each.DELETING_AT.get(word));
    }
    swapped = Each.VIEW[0].set(swapped, Each.VIEW[1].get(word));
    return Each.VIEW[1].set(swapped, Each.VIEW[0].get(word));
  }
}
