package dev.understudy.telemetry;

import java.util.List;
import java.util.stream.Stream;

/**
 * A label of a metric.
 *
 * @param name its name
 * @param values all values that it can have; none means that they are not known beforehand, and
 *     then something else keeps them few
 */
public record Label(String name, List<String> values) {
  public Label {
    values = List.copyOf(values);
  }

  static Label of(String name, String... values) {
    return new Label(name, List.of(values));
  }

  static <E extends Enum<E> & Worded> Label of(String name, Class<E> values) {
    return new Label(name, Stream.of(values.getEnumConstants()).map(Worded::word).toList());
  }

  /** Whether all values are known beforehand. */
  public boolean isClosed() {
    return !values.isEmpty();
  }

  /** Something that has a word as a label's value. */
  interface Worded {
    /** The value. */
    String word();
  }
}
