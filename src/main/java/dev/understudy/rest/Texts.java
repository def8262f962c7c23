package dev.understudy.rest;

/** What Java's texts lack for the wire: letters compared as ASCII, and broken pairs found. */
final class Texts {

  private static final char REPLACEMENT = '\uFFFD';

  private Texts() {}

  /**
   * The text with the letters A to Z in lower case, and nothing else changed: no other character of
   * Unicode reads as a letter of ASCII.
   */
  static String lower(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUpper(text.charAt(i))) {
        return lowered(text, i);
      }
    }
    return text;
  }

  /** The text with the letters a to z in upper case, and nothing else changed. */
  static String upper(String text) {
    StringBuilder raised = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character >= 'a' && character <= 'z') {
        raised.setCharAt(i, (char) (character - ('a' - 'A')));
      }
    }
    return raised.toString();
  }

  private static String lowered(String text, int from) {
    char[] characters = text.toCharArray();
    for (int i = from; i < characters.length; i++) {
      if (isUpper(characters[i])) {
        characters[i] = (char) (characters[i] + ('a' - 'A'));
      }
    }
    return new String(characters);
  }

  private static boolean isUpper(char character) {
    return character >= 'A' && character <= 'Z';
  }

  /** Whether every surrogate has its other half, so that the text can be written as UTF-8. */
  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!isPair(text, i)) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** The text with a replacement character for every half of a pair that stands alone. */
  static String wellFormed(String text) {
    if (isWellFormed(text)) {
      return text;
    }
    StringBuilder repaired = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (isPair(text, i)) {
        repaired.append(text.charAt(i)).append(text.charAt(i + 1));
        i++;
      } else {
        char character = text.charAt(i);
        repaired.append(Character.isSurrogate(character) ? REPLACEMENT : character);
      }
    }
    return repaired.toString();
  }

  private static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }
}
