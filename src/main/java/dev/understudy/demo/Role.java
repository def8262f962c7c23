package dev.understudy.demo;

import java.util.Arrays;
import java.util.Optional;

/** What a client is told to be. */
public enum Role {
  /** It stands by. */
  SECONDARY(0),
  /** It is in charge. */
  PRIMARY(1),
  /** It will be in charge, and asks again at once. */
  PENDING_PRIMARY(2);

  private final int number;

  Role(int number) {
    this.number = number;
  }

  /** The number on the wire. */
  public int number() {
    return number;
  }

  /** The role with a number on the wire; empty if there is none. */
  static Optional<Role> of(int number) {
    return Arrays.stream(values()).filter(role -> role.number == number).findFirst();
  }
}
