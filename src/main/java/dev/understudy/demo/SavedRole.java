package dev.understudy.demo;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The role that a client leaves behind when it stops, for its next start. Thread-safe. */
public final class SavedRole {

  private final AtomicReference<@Nullable Role> role = new AtomicReference<>();

  /** What was saved; empty if nothing was. */
  public Optional<Role> get() {
    return Optional.ofNullable(role.get());
  }

  /** Saves a role. */
  public void set(Role saved) {
    role.set(saved);
  }
}
