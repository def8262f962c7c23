package dev.understudy.demo;

/** A step of the demo did not do what it should; the message says what was expected. */
final class Disappointment extends Exception {

  Disappointment(String expected) {
    super(expected, null, false, false);
  }
}
