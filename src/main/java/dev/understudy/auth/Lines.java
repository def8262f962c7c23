package dev.understudy.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The lines of a file that mean something, one after another, with their numbers. */
final class Lines {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String name;
  private final String[] lines;
  private int at = -1;

  /**
   * The lines of a file in UTF-8.
   *
   * @param name the file's name, for messages
   * @throws UnusableFileException if it is not UTF-8
   */
  Lines(String name, byte[] content) throws UnusableFileException {
    this.name = name;
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      String bare = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
      lines = bare.split("\r?\n", -1);
    } catch (CharacterCodingException e) {
      throw new UnusableFileException(name + " is not a text in UTF-8");
    }
  }

  /** Goes to the next line that is neither empty nor a comment. */
  boolean next() {
    do {
      at++;
    } while (at < lines.length && (lines[at].isBlank() || lines[at].startsWith("#")));
    return at < lines.length;
  }

  /** The line, without the blanks around it. */
  String line() {
    return lines[at].strip();
  }

  /** Says what is wrong with the line, by its number. */
  UnusableFileException unusable(String what) {
    return new UnusableFileException("%s: line %d %s".formatted(name, at + 1, what));
  }
}
