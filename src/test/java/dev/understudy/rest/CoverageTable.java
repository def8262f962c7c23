package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.contract.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The table of operations and status codes that were seen, and its place in docs/api.md. */
final class CoverageTable {

  private static final Path FILE = Path.of(System.getProperty("understudy.basedir"), "docs/api.md");
  private static final String BEGIN = "<!-- coverage: written by CoverageTest -->\n";
  private static final String END = "<!-- end of coverage -->";
  private static final int AT_ROOT = Integer.MAX_VALUE;

  private record Line(int number, Operation operation) {}

  private final TreeMap<Line, Set<Integer>> seen =
      new TreeMap<>(
          Comparator.comparingInt(Line::number)
              .thenComparing(line -> line.operation().path())
              .thenComparing(line -> line.operation().method()));

  /** A code was seen. */
  void seen(Optional<Integer> number, Operation operation, int status) {
    seen.computeIfAbsent(new Line(number.orElse(AT_ROOT), operation), ignored -> new TreeSet<>())
        .add(status);
  }

  /** The codes that were seen at an endpoint, whatever the method. */
  Set<Integer> codes(int number) {
    Set<Integer> codes = new TreeSet<>();
    seen.forEach((line, some) -> codes.addAll(line.number() == number ? some : Set.of()));
    return codes;
  }

  /** The endpoints that have numbers. */
  Set<Integer> numbers() {
    Set<Integer> numbers = new TreeSet<>();
    seen.keySet().forEach(line -> numbers.add(line.number()));
    numbers.remove(AT_ROOT);
    return numbers;
  }

  private String text() {
    Set<Integer> codes = new TreeSet<>();
    seen.values().forEach(codes::addAll);
    StringBuilder text = new StringBuilder("| # | operation |");
    codes.forEach(code -> text.append(' ').append(code).append(" |"));
    text.append("\n|---|---|").append(":-:|".repeat(codes.size())).append('\n');
    seen.forEach(
        (line, some) -> {
          text.append("| ")
              .append(line.number() == AT_ROOT ? "" : line.number() + " ")
              .append("| ")
              .append(line.operation().method())
              .append(" `")
              .append(line.operation().path())
              .append("` |");
          codes.forEach(code -> text.append(some.contains(code) ? " ✓ |" : "   |"));
          text.append('\n');
        });
    return text.toString();
  }

  /**
   * Compares the file with what was seen; writes it anew where {@code -Ddocs=write} asks for it.
   */
  void compare() {
    String file = read();
    int begin = file.indexOf(BEGIN) + BEGIN.length();
    int end = file.indexOf(END);
    assertThat(List.of(begin, end)).as("marks in %s", FILE).isSorted().doesNotContain(-1);
    if ("write".equals(System.getProperty("docs"))) {
      write(file.substring(0, begin) + text() + file.substring(end));
      return;
    }
    List<String> lines = new ArrayList<>(file.substring(begin, end).lines().toList());
    assertThat(lines)
        .as("%s; write it anew: mvn -q test -Dtest=CoverageTest -Ddocs=write", FILE)
        .containsExactlyElementsOf(text().lines().toList());
  }

  private static String read() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(String text) {
    try {
      Files.writeString(FILE, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
