package dev.understudy.plugin;

import java.util.ArrayList;
import java.util.List;

/** A table of text, aligned as kubectl aligns its own. Not thread-safe. */
final class TextTable {
  private static final int GAP = 3;

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these headings. */
  TextTable(List<String> headings) {
    rows.add(List.copyOf(headings));
  }

  /** Adds a row with as many cells as there are headings. */
  void add(List<String> cells) {
    if (cells.size() != rows.getFirst().size()) {
      throw new IllegalArgumentException(cells + " does not fit " + rows.getFirst());
    }
    rows.add(cells.stream().map(TextTable::printable).toList());
  }

  /** A client's text cannot break the table, nor steer the terminal. */
  static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character ->
                clean.appendCodePoint(Character.isISOControl(character) ? '?' : character));
    return clean.isEmpty() ? "-" : clean.toString();
  }

  /** The table, each row with a line's end. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column)).repeat(' ', width(column) + GAP - length(row.get(column)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
