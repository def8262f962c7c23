package dev.understudy.plugin;

import dev.understudy.api.FailoverGroup;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells every change of a primary as it happens, until it is interrupted. */
@Command(
    name = "watch",
    description = "Tells who takes over from whom, as it happens, until it is interrupted.",
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
  private static final int MOST_WAITING = 10_000;

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;

  @Parameters(
      arity = "0..1",
      paramLabel = "GROUP",
      description = "The name or id of a group; all groups if absent.")
  private @Nullable String group;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "The groups of all namespaces.")
  private boolean everywhere;

  @Option(
      names = "--changes",
      paramLabel = "COUNT",
      description = "End after so many changes; the groups as they are at first count too.")
  private long changes = Long.MAX_VALUE;

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  WatchCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (KubernetesClient client = cluster.connect()) {
      GroupFinder groups = new GroupFinder(client);
      String id = group == null ? null : groups.find(group).effectiveId();
      Changes seen = new Changes(everywhere);
      while (true) {
        BlockingQueue<Runnable> news = new ArrayBlockingQueue<>(MOST_WAITING);
        Telling telling = new Telling(news, seen, out, id);
        // What happened while nobody watched is told first.
        groups.all(everywhere).forEach(telling::group);
        try (Watch _ = watch(client, telling)) {
          while (telling.isWatching() && telling.told() < changes) {
            news.take().run();
            out.flush();
          }
        }
        changes -= telling.told();
        if (changes <= 0) {
          return 0;
        }
        Thread.sleep(BETWEEN_TRIES);
      }
    }
  }

  private Watch watch(KubernetesClient client, Telling telling) {
    try {
      return (everywhere
              ? client.resources(FailoverGroup.class).inAnyNamespace()
              : client.resources(FailoverGroup.class).inNamespace(client.getNamespace()))
          .watch(telling);
    } catch (KubernetesClientException e) {
      telling.ended();
      return () -> {};
    }
  }

  /** Hands what is heard to the thread that prints, and prints there. */
  private static final class Telling implements Watcher<FailoverGroup> {
    private final BlockingQueue<Runnable> news;
    private final Changes seen;
    private final PrintWriter out;
    private final @Nullable String id;
    private boolean watching = true;
    private long told;

    Telling(BlockingQueue<Runnable> news, Changes seen, PrintWriter out, @Nullable String id) {
      this.news = news;
      this.seen = seen;
      this.out = out;
      this.id = id;
    }

    boolean isWatching() {
      return watching;
    }

    long told() {
      return told;
    }

    void ended() {
      watching = false;
    }

    void group(FailoverGroup found) {
      if (id == null || id.equals(found.effectiveId())) {
        seen.next(found, Instant.now()).ifPresent(this::print);
      }
    }

    private void print(String line) {
      out.println(line);
      out.flush();
      told++;
    }

    @Override
    public void eventReceived(Action action, FailoverGroup found) {
      switch (action) {
        case ADDED, MODIFIED -> hear(() -> group(found));
        case DELETED ->
            hear(
                () -> {
                  if (id == null || id.equals(found.effectiveId())) {
                    seen.gone(found, Instant.now()).ifPresent(this::print);
                  }
                });
        case ERROR, BOOKMARK -> {}
      }
    }

    private void hear(Runnable task) {
      if (!news.offer(task)) {
        // Far behind: begin anew with the groups as they are then.
        news.clear();
        news.add(this::ended);
      }
    }

    @Override
    public void onClose() {
      hear(this::ended);
    }

    @Override
    public void onClose(WatcherException cause) {
      hear(this::ended);
    }
  }
}
