package dev.understudy.resource;

import dev.understudy.api.FailoverGroup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what happens to groups as Kubernetes Events. The same event told again within six minutes
 * is counted on the first; a group that has too many is left out for a while. Nothing depends on an
 * Event: one that cannot be written is dropped. Returns at once; thread-safe.
 */
public final class Events {

  private static final Logger LOG = LoggerFactory.getLogger(Events.class);

  private static final String CONTROLLER = "understudy.dev/operator";
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final Duration SERIES = Duration.ofMinutes(6);
  private static final int BURST = 20;
  private static final Duration EACH = Duration.ofSeconds(15);
  private static final int REMEMBERED = 4_096;
  private static final int LONGEST_NOTE = 1_024;
  private static final int LONGEST_INSTANCE = 128;

  private final KubernetesClient client;
  private final String replica;
  private final InstantSource clock;
  private final Supplier<Duration> monotonic;
  private final Executor executor;
  private final Map<Told, Series> series = remembering();
  private final Map<String, Tokens> limits = remembering();

  private boolean forbidden;

  /**
   * @param replica who tells
   * @param clock the wall clock, for people
   * @param monotonic a clock that never goes back
   * @param executor runs the writes, one after another; may drop or refuse them
   */
  public Events(
      KubernetesClient client,
      String replica,
      InstantSource clock,
      Supplier<Duration> monotonic,
      Executor executor) {
    this.client = client;
    this.replica = replica.substring(0, Math.min(replica.length(), LONGEST_INSTANCE));
    this.clock = clock;
    this.monotonic = monotonic;
    this.executor = executor;
  }

  /** How an Event strikes its reader. */
  public enum Tone {
    /** All is well. */
    NORMAL("Normal"),
    /** Somebody should look. */
    WARNING("Warning");

    private final String word;

    Tone(String word) {
      this.word = word;
    }
  }

  /**
   * Tells something of a group.
   *
   * @param reason why, as one word in CamelCase
   * @param action what was done, as one word in CamelCase
   * @param note a sentence; what differs each time has no place in it
   */
  public void tell(GroupRecord group, Tone tone, String reason, String action, String note) {
    Told told = new Told(group.uid(), tone, reason, action, note);
    try {
      executor.execute(() -> write(group, told));
    } catch (RejectedExecutionException e) {
      LOG.debug("event dropped: {}", told);
    }
  }

  private record Told(String uid, Tone tone, String reason, String action, String note) {}

  private record Series(Event first, int count, Duration last) {}

  private synchronized void write(GroupRecord group, Told told) {
    Duration now = monotonic.get();
    Tokens limit = limits.computeIfAbsent(group.uid(), first -> new Tokens(BURST, EACH, now));
    if (!limit.take(now)) {
      LOG.debug("too many events: {}", told);
      return;
    }
    Series before = series.get(told);
    try {
      series.put(
          told,
          before != null && now.minus(before.last()).compareTo(SERIES) < 0
              ? new Series(repeat(before), before.count() + 1, now)
              : new Series(client.resource(event(group, told)).create(), 1, now));
    } catch (KubernetesClientException e) {
      series.remove(told);
      failed(ApiFailure.of("write an Event of group " + group.namespace() + "/" + group.name(), e));
    }
  }

  private void failed(ApiFailure failure) {
    if (failure.kind() == ApiFailure.Kind.FORBIDDEN && !forbidden) {
      forbidden = true;
      LOG.warn("{}; Events are left out", failure.reason());
    } else {
      LOG.debug("{}", failure.reason());
    }
  }

  private Event repeat(Series before) {
    return client
        .resource(before.first())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"series\":{\"count\":%d,\"lastObservedTime\":\"%s\"}}"
                .formatted(before.count() + 1, MICROSECONDS.format(clock.instant())));
  }

  private Event event(GroupRecord group, Told told) {
    String now = MICROSECONDS.format(clock.instant());
    ObjectReference regarding =
        new ObjectReferenceBuilder()
            .withApiVersion(HasMetadata.getApiVersion(FailoverGroup.class))
            .withKind(FailoverGroup.KIND)
            .withNamespace(group.namespace())
            .withName(group.name())
            .withUid(group.uid())
            .withResourceVersion(group.resourceVersion())
            .build();
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(group.namespace())
        .withGenerateName(group.name() + "-")
        .endMetadata()
        .withEventTime(new MicroTime(now))
        .withReportingController(CONTROLLER)
        .withReportingInstance(replica)
        .withRegarding(regarding)
        .withType(told.tone().word)
        .withReason(told.reason())
        .withAction(told.action())
        .withNote(shortened(told.note()))
        .build();
  }

  /** The API server takes notes of at most 1 kB. */
  private static String shortened(String note) {
    String text = note;
    while (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_NOTE) {
      text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
    }
    return text;
  }

  private static <K, V> Map<K, V> remembering() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }
}
