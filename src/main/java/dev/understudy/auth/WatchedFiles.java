package dev.understudy.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that belong together and are read anew when they change, as those of a mounted Secret do.
 * New ones that cannot be used leave the last good ones in force. Thread-safe.
 *
 * <p>It compares what the files hold and not their times: a mounted Secret changes by a swapped
 * link, and what is copied may keep its time. It does not promise to see a state of the files that
 * lasts for less than the time between two looks.
 *
 * @param <T> what the files mean
 */
public final class WatchedFiles<T> {

  private static final Logger log = LoggerFactory.getLogger(WatchedFiles.class);

  private static final int MOST_BYTES = 4 << 20;

  /** Reads what files mean. */
  @FunctionalInterface
  public interface Meaning<T> {
    /**
     * Reads it.
     *
     * @param contents what each of the files holds, in their order
     * @throws UnusableFileException if they cannot be used
     */
    T of(List<byte[]> contents) throws UnusableFileException;
  }

  /**
   * What files mean, and which state of them means it.
   *
   * @param value what they mean
   * @param state a number of its own for each state of the files that was ever in force
   */
  public record Current<T>(T value, long state) {}

  private final List<Path> files;
  private final Meaning<T> meaning;
  private final Consumer<T> changed;
  private volatile Current<T> current;
  private String seen;

  private WatchedFiles(
      List<Path> files, Meaning<T> meaning, Consumer<T> changed, String seen, T value) {
    this.files = List.copyOf(files);
    this.meaning = meaning;
    this.changed = changed;
    this.seen = seen;
    this.current = new Current<>(value, 0);
  }

  /**
   * Reads files for the first time.
   *
   * @param files the files, read in this order
   * @param meaning reads what they mean
   * @param changed is told what they mean when that has changed, by the thread that looked
   * @throws UnusableFileException if they cannot be used
   */
  public static <T> WatchedFiles<T> read(List<Path> files, Meaning<T> meaning, Consumer<T> changed)
      throws UnusableFileException {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(content(file));
    }
    return new WatchedFiles<>(files, meaning, changed, fingerprint(contents), meaning.of(contents));
  }

  /** What the files mean. */
  public Current<T> current() {
    return current;
  }

  /** Looks whether they have changed. */
  public synchronized void look() {
    String now;
    List<byte[]> contents = new ArrayList<>();
    @Nullable String trouble = null;
    try {
      for (Path file : files) {
        contents.add(content(file));
      }
      now = fingerprint(contents);
    } catch (UnusableFileException e) {
      trouble = e.reason();
      now = trouble;
    }
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    if (trouble == null) {
      trouble = use(contents);
    }
    if (trouble != null) {
      log.warn("{}; what was read before stays in force", trouble);
    }
  }

  private @Nullable String use(List<byte[]> contents) {
    try {
      T value = meaning.of(contents);
      current = new Current<>(value, current.state() + 1);
      changed.accept(value);
    } catch (UnusableFileException e) {
      return e.reason();
    }
    log.info("{} changed and was read anew", names());
    return null;
  }

  private String names() {
    return files.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  private static byte[] content(Path file) throws UnusableFileException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MOST_BYTES + 1);
      if (content.length > MOST_BYTES) {
        throw new UnusableFileException(file + " has more than " + MOST_BYTES + " bytes");
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new UnusableFileException(file + " is not there");
    } catch (IOException e) {
      throw new UnusableFileException(file + " cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private static String fingerprint(List<byte[]> contents) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] content : contents) {
        // Each by itself, so that no byte can move from one file to the next unseen.
        digest.update(MessageDigest.getInstance("SHA-256").digest(content));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
