package dev.understudy.simulation;

/** The one counter of an API server. */
final class Versions {
  private long last = 100;

  long next() {
    return ++last;
  }

  long last() {
    return last;
  }
}
