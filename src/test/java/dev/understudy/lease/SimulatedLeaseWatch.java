package dev.understudy.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The program's watch of Leases, on an API server and a process that only simulate. */
public final class SimulatedLeaseWatch {
  private SimulatedLeaseWatch() {}

  /** What the API server answers, at the moment at which a call reaches it. */
  public interface Api {
    /** All Leases of groups and sessions. */
    LeaseList list();

    /** The version of the last change of anything. */
    long newestVersion();

    /** Begins to watch. */
    Watch watch(String version, Watcher<Lease> watcher);
  }

  /** The process: its one thread, its timers, and its way to the API server. */
  public interface Running {
    /** Runs a task after those that are waiting. */
    void run(Runnable task);

    /** Runs a task once a time has passed. */
    void runLater(Duration delay, Runnable task);

    /** Makes a call that takes its time, and goes on, as a task, with what came of it. */
    <T> void call(Supplier<T> call, Consumer<T> then, Consumer<Throwable> otherwise);
  }

  /** A watch of all namespaces; it begins with {@link LeaseWatch#start}. */
  public static LeaseWatch of(
      Api api, LeaseForm form, Running process, LeaseListener listener, LongSupplier nanoTime) {
    return new LeaseWatch(new Feed(api, form), listener, new Tasks(process), nanoTime);
  }

  private record Feed(Api api, LeaseForm form) implements LeaseFeed {
    @Override
    public @Nullable String namespace() {
      return null;
    }

    @Override
    public LeaseList list() {
      return api.list();
    }

    @Override
    public long newestVersion() {
      return api.newestVersion();
    }

    @Override
    public Watch watch(String version, Watcher<Lease> watcher) {
      return api.watch(version, watcher);
    }

    @Override
    public StoredLease read(Lease lease) {
      return form.read(lease);
    }

    @Override
    public String toString() {
      return "the simulated Leases";
    }
  }

  private static final class Tasks implements SerialTasks {
    private final Running process;
    private boolean closed;

    Tasks(Running process) {
      this.process = process;
    }

    @Override
    public void run(Runnable task) {
      process.run(() -> unlessClosed(task));
    }

    @Override
    public void runLater(Duration delay, Runnable task) {
      process.runLater(delay, () -> unlessClosed(task));
    }

    @Override
    public <T> void call(Supplier<T> call, Consumer<T> then, Consumer<Throwable> otherwise) {
      process.call(
          call,
          result -> run(() -> then.accept(result)),
          error -> run(() -> otherwise.accept(error)));
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    private void unlessClosed(Runnable task) {
      if (!closed) {
        task.run();
      }
    }
  }
}
