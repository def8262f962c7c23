package dev.understudy.demo;

import dev.understudy.demo.Journal.Entry;
import dev.understudy.demo.Journal.Event;
import dev.understudy.demo.Screen.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Draws who acted and who stood by, one line for each client, from left to right. */
final class Timeline {

  private static final int WIDTH = 72;
  private static final int MARGIN = 14;

  private final Screen screen;
  private final Duration begin;
  private final Duration end;
  private final List<Entry> entries;

  Timeline(Screen screen, Duration begin, Duration end, List<Entry> entries) {
    this.screen = screen;
    this.begin = begin;
    this.end = end;
    this.entries = entries;
  }

  private enum State {
    ABSENT,
    STANDS_BY,
    ACTS,
    CRASHED
  }

  /**
   * The lines of the drawing: the numbers of the steps, one line for each client, and a scale.
   *
   * @param steps when each step began
   */
  List<String> draw(List<Duration> steps, List<String> clients) {
    List<String> lines = new ArrayList<>();
    lines.add(numbers(steps));
    clients.forEach(client -> lines.add(bar(client)));
    lines.add(scale());
    return lines;
  }

  private String numbers(List<Duration> steps) {
    StringBuilder line = new StringBuilder(" ".repeat(MARGIN));
    for (int i = 0; i < steps.size(); i++) {
      int at = MARGIN + column(steps.get(i));
      line.append(" ".repeat(Math.max(0, at - line.length()))).append(i + 1);
    }
    return screen.styled(Style.TITLE, line.toString());
  }

  private String scale() {
    long step = step();
    StringBuilder scale = new StringBuilder(" ".repeat(MARGIN));
    for (long second = 0; column(begin.plusSeconds(second)) < WIDTH; second += step) {
      int at = MARGIN + column(begin.plusSeconds(second));
      scale.append(" ".repeat(Math.max(0, at - scale.length())));
      scale.append(screen.glyphs().tick).append(second).append(" s");
    }
    return screen.styled(Style.DIM, scale.toString());
  }

  private long step() {
    long seconds = end.minus(begin).toSeconds();
    return seconds > 100 ? 30 : seconds > 40 ? 10 : 5;
  }

  private int column(Duration moment) {
    return Math.toIntExact(
        moment.minus(begin).toNanos() * WIDTH / Math.max(1, end.minus(begin).toNanos()));
  }

  private String bar(String client) {
    State[] states = new State[WIDTH];
    State state = State.ABSENT;
    int drawn = 0;
    for (Entry entry : entries) {
      State next = entry.client().equals(client) ? after(state, entry.event()) : state;
      if (next != state) {
        int until = Math.clamp(column(entry.at()), 0, WIDTH - 1);
        for (; drawn < until; drawn++) {
          states[drawn] = state;
        }
        if (next == State.CRASHED) {
          states[drawn++] = State.CRASHED;
          next = State.ABSENT;
        }
        state = next;
      }
    }
    for (; drawn < WIDTH; drawn++) {
      states[drawn] = state;
    }
    return "%-11s   %s".formatted(client, render(states));
  }

  private static State after(State state, Event event) {
    return switch (event) {
      case REGISTERED -> state == State.ABSENT ? State.STANDS_BY : state;
      case ACTS -> State.ACTS;
      case STANDS_BY -> State.STANDS_BY;
      case CRASHED -> State.CRASHED;
      case STOPPED -> State.ABSENT;
      default -> state;
    };
  }

  private String render(State[] states) {
    StringBuilder bar = new StringBuilder();
    for (int from = 0; from < states.length; ) {
      int to = from;
      while (to < states.length && states[to] == states[from]) {
        to++;
      }
      bar.append(
          switch (states[from]) {
            case ABSENT -> " ".repeat(to - from);
            case STANDS_BY -> screen.styled(Style.DIM, screen.glyphs().standsBy.repeat(to - from));
            case ACTS -> screen.styled(Style.GOOD, screen.glyphs().acts.repeat(to - from));
            case CRASHED -> screen.styled(Style.BAD, screen.glyphs().crash.repeat(to - from));
          });
      from = to;
    }
    return bar.toString();
  }
}
