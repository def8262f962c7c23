package dev.understudy.controlplane;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads the API server's audit log. The log outlives restarts of the API server. It holds every
 * request but the probes of its health, also those of the control plane itself: select by user.
 *
 * <p>Thread-safe: each call reads the file anew.
 */
public final class AuditLog {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  AuditLog(Path file) {
    this.file = file;
  }

  /** The place behind the last line written so far. */
  public AuditMark mark() {
    try {
      return new AuditMark(Files.exists(file) ? Files.size(file) : 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The events from a mark on, in the order in which they were written. */
  public List<AuditEvent> since(AuditMark mark) {
    List<AuditEvent> events = new ArrayList<>();
    forEachSince(mark, events::add);
    return events;
  }

  /** As {@link #since}, but holds one event at a time: for long runs. */
  public void forEachSince(AuditMark mark, Consumer<AuditEvent> consumer) {
    if (!Files.exists(file)) {
      return;
    }
    long end = mark().offset();
    try (FileChannel channel = FileChannel.open(file).position(mark.offset());
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
      // The last line may be half written: a line counts when its end has been seen.
      long next = mark.offset();
      String line = lines.readLine();
      while (line != null) {
        next += line.getBytes(StandardCharsets.UTF_8).length + 1L;
        if (next > end) {
          return;
        }
        consumer.accept(AuditEvent.of(JSON.readTree(line)));
        line = lines.readLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
