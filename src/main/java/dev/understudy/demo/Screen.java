package dev.understudy.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/**
 * Where the demo writes: with colours on a terminal, plainly elsewhere or where NO_COLOR is set,
 * and in ASCII where nothing else can be written.
 */
final class Screen {

  private static final int WIDTH = 88;
  private static final String ESCAPE = "\u001b[";

  private final PrintStream out;
  private final boolean colours;
  private final Glyphs glyphs;

  /** The characters that it draws with. */
  enum Glyphs {
    UNICODE("━", "┄", "╳", "✓", "✗", "│"),
    ASCII("#", ".", "X", "ok", "FAILED", "|");

    final String acts;
    final String standsBy;
    final String crash;
    final String good;
    final String bad;
    final String tick;

    Glyphs(String acts, String standsBy, String crash, String good, String bad, String tick) {
      this.acts = acts;
      this.standsBy = standsBy;
      this.crash = crash;
      this.good = good;
      this.bad = bad;
      this.tick = tick;
    }
  }

  /** What a text is, and so how it looks. */
  enum Style {
    PLAIN(""),
    TITLE("1"),
    DIM("2"),
    GOOD("32"),
    BAD("1;31"),
    ACCENT("36");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  Screen(PrintStream out, boolean colours, Glyphs glyphs) {
    this.out = out;
    this.colours = colours;
    this.glyphs = glyphs;
  }

  /**
   * The screen of this process.
   *
   * @param terminal whether it is a terminal
   */
  static Screen of(PrintStream out, boolean terminal, Map<String, String> environment) {
    boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty();
    boolean able = !environment.getOrDefault("TERM", "").toLowerCase(Locale.ROOT).equals("dumb");
    Glyphs glyphs =
        out.charset().newEncoder().canEncode(Glyphs.UNICODE.acts) ? Glyphs.UNICODE : Glyphs.ASCII;
    return new Screen(out, terminal && wanted && able, glyphs);
  }

  Glyphs glyphs() {
    return glyphs;
  }

  /** A text in its style. */
  String styled(Style style, String text) {
    return colours && !style.code.isEmpty()
        ? ESCAPE + style.code + "m" + text + ESCAPE + "0m"
        : text;
  }

  void line() {
    line("");
  }

  /** Writes a line, at once. */
  void line(String text) {
    out.println(text.stripTrailing());
    out.flush();
  }

  void title(int number, String text) {
    line();
    line(styled(Style.TITLE, number + "  " + text));
  }

  /** Explains what comes, under its title, in lines that fit. */
  void explain(String text) {
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        line(styled(Style.DIM, "   " + line));
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    line(styled(Style.DIM, "   " + line));
  }

  void good(String text) {
    line("   " + styled(Style.GOOD, glyphs.good + " " + text));
  }

  void bad(String text) {
    line("   " + styled(Style.BAD, glyphs.bad + " " + text));
  }
}
