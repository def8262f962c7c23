package dev.understudy.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The annotations of a Lease, read and written one value at a time.
 *
 * <p>An absent value, a flag that is off and an empty list have no annotation. Whatever cannot be
 * read fails with an {@link UnreadableLeaseException} that names the annotation and what it reads.
 */
final class Notes {
  static final String PREFIX = "understudy.dev/";
  static final String FORMAT = "format";
  static final int CURRENT_FORMAT = 1;
  private static final String LIST_SEPARATOR = ",";

  private final String lease;
  private final Map<String, String> annotations;

  private Notes(@Nullable Lease lease) {
    Map<String, String> all = lease == null ? null : lease.getMetadata().getAnnotations();
    this.annotations = all == null ? new TreeMap<>() : new TreeMap<>(all);
    this.lease =
        lease == null
            ? ""
            : lease.getMetadata().getNamespace() + "/" + lease.getMetadata().getName();
  }

  /** Reads the annotations of a Lease, if they are in the format that this version knows. */
  static Notes of(Lease lease) {
    Notes notes = new Notes(lease);
    if (notes.text(FORMAT) == null) {
      throw notes.unreadable(
          "it has no annotation " + PREFIX + FORMAT + ", so another program has made it");
    }
    long format = notes.count(FORMAT);
    if (format != CURRENT_FORMAT) {
      throw notes.unreadable(
          "its format is %d and this version reads format %d".formatted(format, CURRENT_FORMAT));
    }
    return notes;
  }

  /**
   * Begins from the annotations that are there, so that those of other programs and other versions
   * survive.
   */
  static Notes over(@Nullable Lease base) {
    return new Notes(base).put(FORMAT, CURRENT_FORMAT);
  }

  /** What goes into the Lease. */
  Map<String, String> all() {
    return annotations;
  }

  /** What is wrong with the Lease as a whole. */
  UnreadableLeaseException unreadable(String problem) {
    return new UnreadableLeaseException("Lease " + lease + ": " + problem);
  }

  // Writing

  Notes put(String key, @Nullable Object value) {
    if (value == null) {
      annotations.remove(PREFIX + key);
    } else {
      annotations.put(PREFIX + key, value.toString());
    }
    return this;
  }

  Notes putFlag(String key, boolean value) {
    return put(key, value ? "true" : null);
  }

  /** Text that came from outside: whatever is in it, it is safe in an annotation and in a list. */
  Notes putText(String key, @Nullable String value) {
    return put(key, value == null ? null : escaped(value));
  }

  <T> Notes putList(String key, Collection<T> values, Function<T, String> writer) {
    return put(
        key,
        values.isEmpty()
            ? null
            : values.stream().map(writer).collect(Collectors.joining(LIST_SEPARATOR)));
  }

  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  // Reading

  /** What an annotation reads, as it stands there. */
  @Nullable String text(String key) {
    return annotations.get(PREFIX + key);
  }

  boolean has(String key) {
    return text(key) != null;
  }

  boolean flag(String key) {
    return Boolean.TRUE.equals(read(key, "neither true nor absent", Notes::onlyTrue));
  }

  /** A number from 0 up; 0 where it is absent. */
  long count(String key) {
    Long number = read(key, "no whole number from 0 up", Notes::fromZero);
    return number == null ? 0 : number;
  }

  /** As {@link #count}, for what never gets large. */
  int smallCount(String key) {
    Integer number =
        read(key, "no whole number from 0 up", text -> Math.toIntExact(fromZero(text)));
    return number == null ? 0 : number;
  }

  double decimal(String key) {
    Double decimal = read(key, "no number", Double::valueOf);
    return decimal == null ? 0 : decimal;
  }

  @Nullable Instant instant(String key) {
    return read(key, "no time", Instant::parse);
  }

  Instant requiredInstant(String key) {
    return required(key, "no time", Instant::parse);
  }

  Duration requiredDuration(String key) {
    return required(key, "no duration", Duration::parse);
  }

  /** What {@link #putText} has written. */
  @Nullable String plain(String key) {
    return read(key, "no escaped text", Notes::unescaped);
  }

  String requiredPlain(String key) {
    return required(key, "no escaped text", Notes::unescaped);
  }

  /** An id or UID, which is never empty. */
  String requiredName(String key) {
    return required(key, "no name", text -> notEmpty(unescaped(text)));
  }

  <T> List<T> list(String key, String otherwise, Function<String, T> reader) {
    List<T> list =
        read(
            key,
            otherwise,
            text -> Arrays.stream(text.split(LIST_SEPARATOR, -1)).map(reader).toList());
    return list == null ? List.of() : list;
  }

  <T> T required(String key, String otherwise, Function<String, T> reader) {
    T value = read(key, otherwise, reader);
    if (value == null) {
      throw unreadable("it has no annotation " + PREFIX + key);
    }
    return value;
  }

  /**
   * Reads one annotation.
   *
   * @param otherwise what the text is if the reader throws
   */
  <T> @Nullable T read(String key, String otherwise, Function<String, T> reader) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    try {
      return reader.apply(text);
    } catch (RuntimeException e) {
      throw unreadable(
          "annotation %s%s reads '%s', which is %s".formatted(PREFIX, key, text, otherwise));
    }
  }

  static String unescaped(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  static String notEmpty(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty");
    }
    return text;
  }

  static long fromZero(String text) {
    long number = Long.parseLong(text);
    if (number < 0) {
      throw new IllegalArgumentException("negative");
    }
    return number;
  }

  private static boolean onlyTrue(String text) {
    if (!text.equals("true")) {
      throw new IllegalArgumentException("not true");
    }
    return true;
  }
}
