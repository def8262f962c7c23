package dev.understudy.access;

/** What a right is a right on. */
public sealed interface Entity {

  /** How to speak of it. */
  String text();

  /** All groups of a namespace together. */
  record Collection() implements Entity {
    @Override
    public String text() {
      return "the collection of groups";
    }
  }

  /**
   * One group, whether or not it exists.
   *
   * @param id its id, as the client named it
   */
  record Group(String id) implements Entity {
    @Override
    public String text() {
      return "the group '" + id + "'";
    }
  }
}
