package dev.understudy.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** In which form a command tells what it found. */
enum OutputFormat {
  /** For people. */
  TABLE,
  /** For people with a wide terminal. */
  WIDE,
  /** For programs. */
  JSON,
  /** For programs, and people. */
  YAML;

  /** Whether it is for programs. */
  boolean isData() {
    return this == JSON || this == YAML;
  }

  /** Whether columns are shown that are not always needed. */
  boolean isWide() {
    return this == WIDE;
  }

  /** Writes a value for programs; with a line's end. */
  String write(Object value) {
    ObjectMapper mapper =
        this == YAML
            ? new ObjectMapper(
                new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER))
            : new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    mapper
        .registerModule(new JavaTimeModule())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    try {
      String text = mapper.writeValueAsString(value);
      return text.endsWith("\n") ? text : text + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was found cannot be written", e);
    }
  }
}
