package dev.understudy.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON strictly: enums as numbers, date-times in UTC, time-spans in the constant form, null
 * where a property has no value. For one thread and one document.
 */
final class WireWriter {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator json;

  private WireWriter(JsonGenerator json) {
    this.json = json;
  }

  /** An object as a whole document. */
  static byte[] object(Consumer<WireWriter> properties) {
    return document(writer -> writer.value(properties));
  }

  /** An array of objects as a whole document. */
  static <T> byte[] array(Iterable<T> items, ItemWriter<T> each) {
    return document(writer -> writer.write(json -> writer.array(json, items, each)));
  }

  private static byte[] document(Consumer<WireWriter> content) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder();
        JsonGenerator json = FACTORY.createGenerator(bytes)) {
      content.accept(new WireWriter(json));
      json.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot be written", e);
    }
  }

  /** Writes one item. */
  interface ItemWriter<T> {
    /** Writes the item's properties. */
    void write(WireWriter writer, T item);
  }

  /** A text. */
  WireWriter text(String name, @Nullable String value) {
    return write(
        json -> {
          json.writeFieldName(name);
          if (value == null) {
            json.writeNull();
          } else {
            json.writeString(Texts.wellFormed(value));
          }
        });
  }

  /** A number of a fixed list, or of any other whole kind. */
  WireWriter whole(String name, long value) {
    return write(json -> json.writeNumberField(name, value));
  }

  /** A number. */
  WireWriter number(String name, double value) {
    return write(json -> json.writeNumberField(name, value));
  }

  /** A truth. */
  WireWriter flag(String name, boolean value) {
    return write(json -> json.writeBooleanField(name, value));
  }

  /** A moment. */
  WireWriter moment(String name, @Nullable Instant value) {
    return text(name, value == null ? null : WireDates.write(value));
  }

  /** A time-span. */
  WireWriter timeSpan(String name, @Nullable Duration value) {
    return text(name, value == null ? null : TimeSpans.write(value));
  }

  /** JSON that was checked before. */
  WireWriter raw(String name, @Nullable String value) {
    return write(
        json -> {
          json.writeFieldName(name);
          if (value == null) {
            json.writeNull();
          } else {
            json.writeRawValue(value);
          }
        });
  }

  /** Nothing. */
  WireWriter nothing(String name) {
    return write(json -> json.writeNullField(name));
  }

  /** An object. */
  WireWriter object(String name, Consumer<WireWriter> properties) {
    write(json -> json.writeFieldName(name));
    return value(properties);
  }

  /** An array of objects. */
  <T> WireWriter objects(String name, Iterable<T> items, ItemWriter<T> each) {
    return write(
        json -> {
          json.writeFieldName(name);
          array(json, items, each);
        });
  }

  private <T> void array(JsonGenerator generator, Iterable<T> items, ItemWriter<T> each)
      throws IOException {
    generator.writeStartArray();
    for (T item : items) {
      value(inner -> each.write(inner, item));
    }
    generator.writeEndArray();
  }

  private WireWriter value(Consumer<WireWriter> properties) {
    return write(
        json -> {
          json.writeStartObject();
          properties.accept(this);
          json.writeEndObject();
        });
  }

  private interface Step {
    void on(JsonGenerator json) throws IOException;
  }

  private WireWriter write(Step step) {
    try {
      step.on(json);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot be written", e);
    }
    return this;
  }
}
