package dev.understudy.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The annotations of a Lease, read and written one value at a time. An absent value has no
 * annotation.
 */
final class Notes {
  static final String PREFIX = "understudy.dev/";
  static final String FORMAT = "format";
  static final int CURRENT_FORMAT = 1;

  private final String lease;
  private final Map<String, String> annotations;

  private Notes(String lease, Map<String, String> annotations) {
    this.lease = lease;
    this.annotations = annotations;
  }

  /** Reads the annotations of a Lease. */
  static Notes of(Lease lease) {
    Map<String, String> all = lease.getMetadata().getAnnotations();
    String name = lease.getMetadata().getNamespace() + "/" + lease.getMetadata().getName();
    Notes notes = new Notes(name, all == null ? new LinkedHashMap<>() : new LinkedHashMap<>(all));
    long format = notes.number(FORMAT, 0);
    if (format != CURRENT_FORMAT) {
      throw new UnreadableLeaseException(
          name, "its format is " + format + ", this version knows " + CURRENT_FORMAT);
    }
    return notes;
  }

  /**
   * Begins from the annotations that are there, so that those of other programs and other versions
   * survive.
   */
  static Notes from(@Nullable Lease base) {
    Map<String, String> all = base == null ? null : base.getMetadata().getAnnotations();
    Notes notes = new Notes("", all == null ? new LinkedHashMap<>() : new LinkedHashMap<>(all));
    return notes.put(FORMAT, CURRENT_FORMAT);
  }

  Map<String, String> all() {
    return annotations;
  }

  Notes put(String key, @Nullable Object value) {
    if (value == null || value.equals("") || Boolean.FALSE.equals(value)) {
      annotations.remove(PREFIX + key);
    } else {
      annotations.put(PREFIX + key, value.toString());
    }
    return this;
  }

  @Nullable String text(String key) {
    return annotations.get(PREFIX + key);
  }

  String required(String key) {
    String text = text(key);
    if (text == null) {
      throw new UnreadableLeaseException(lease, "it has no annotation " + PREFIX + key);
    }
    return text;
  }

  boolean flag(String key) {
    return "true".equals(text(key));
  }

  long number(String key, long absent) {
    Long number = parsed(key, Long::valueOf);
    return number == null ? absent : number;
  }

  double decimal(String key) {
    Double decimal = parsed(key, Double::valueOf);
    return decimal == null ? 0 : decimal;
  }

  @Nullable Instant instant(String key) {
    return parsed(key, Instant::parse);
  }

  Duration duration(String key) {
    return parse(key, required(key), Duration::parse);
  }

  <T> @Nullable T parsed(String key, Function<String, T> parser) {
    String text = text(key);
    return text == null ? null : parse(key, text, parser);
  }

  private <T> T parse(String key, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new UnreadableLeaseException(
          lease, "annotation " + PREFIX + key + " reads '" + text + "'");
    }
  }

  /** Makes any text safe for use in a list. */
  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static String unescaped(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
