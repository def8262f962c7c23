package dev.understudy.rest;

import dev.understudy.election.Role;
import dev.understudy.group.GroupConfiguration;
import dev.understudy.group.GroupService;
import dev.understudy.group.GroupSnapshot;
import dev.understudy.group.HeartbeatRequest;
import dev.understudy.group.Loop;
import dev.understudy.group.Refusal;
import dev.understudy.group.Reply;
import dev.understudy.group.SessionSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Groups that live in memory and elect nobody. Everything runs on the loop, as the port says.
 * Namespaces do not matter but for the one that requests came to.
 */
final class FakeGroups implements GroupService {

  /** One heartbeat that reached the groups. */
  static final class Beat implements Ticket {
    final String namespace;
    final String groupId;
    final HeartbeatRequest request;
    final Reply reply;
    final CompletableFuture<Void> hungUp = new CompletableFuture<>();
    final CompletableFuture<Reply.Delivery> delivery = new CompletableFuture<>();

    Beat(String namespace, String groupId, HeartbeatRequest request, Reply reply) {
      this.namespace = namespace;
      this.groupId = groupId;
      this.request = request;
      this.reply = reply;
    }

    @Override
    public void hangUp() {
      hungUp.complete(null);
    }

    void answer(Reply.Answer answer) {
      reply.answer(
          answer,
          became -> {
            if (!delivery.complete(became)) {
              throw new IllegalStateException("told twice");
            }
          });
    }
  }

  /** What becomes of heartbeats. */
  interface Script {
    void on(Beat beat);
  }

  static final Reply.Answer SECONDARY = new Reply.Answer(Role.SECONDARY, 0, null, null, null);

  final BlockingQueue<Beat> beats = new LinkedBlockingQueue<>();
  final BlockingQueue<Departure> departures = new LinkedBlockingQueue<>();
  final BlockingQueue<OverrideRequest> overrides = new LinkedBlockingQueue<>();
  final BlockingQueue<String> namespaces = new LinkedBlockingQueue<>();

  private final Loop loop;
  private final Map<String, Group> groups = new ConcurrentSkipListMap<>();
  private volatile Script script = beat -> beat.answer(SECONDARY);
  private volatile @Nullable RuntimeException failure;

  private static final class Group {
    final GroupConfiguration configuration;
    final Map<String, SessionSnapshot> sessions = new TreeMap<>();
    boolean active;
    @Nullable Instant dataTime;

    Group(GroupConfiguration configuration) {
      this.configuration = configuration;
    }
  }

  FakeGroups(Loop loop) {
    this.loop = loop;
  }

  /** From now on, heartbeats go this way. */
  void onHeartbeat(Script newScript) {
    script = newScript;
  }

  /** From now on, everything fails this way; null ends that. */
  void fail(@Nullable RuntimeException newFailure) {
    failure = newFailure;
  }

  /** Makes a group so that its deletion is a conflict, and it has a data time. */
  void activate(String groupId, Instant dataTime) {
    onLoop(
            () -> {
              Group group = find(groupId);
              group.active = true;
              group.dataTime = dataTime;
              return group;
            })
        .join();
  }

  /** Whether there is a group. From any thread. */
  boolean has(String groupId) {
    return groups.containsKey(groupId);
  }

  /** Forgets everything. */
  void clear() {
    onLoop(
            () -> {
              groups.clear();
              return groups;
            })
        .join();
    script = beat -> beat.answer(SECONDARY);
    failure = null;
    for (Collection<?> queue : List.of(beats, departures, overrides, namespaces)) {
      queue.clear();
    }
  }

  @Override
  public CompletionStage<Made<GroupConfiguration>> createGroup(
      String namespace, GroupConfiguration configuration, String creator) {
    return asked(
        namespace,
        () -> {
          Group known = groups.get(configuration.id());
          if (known == null) {
            groups.put(configuration.id(), new Group(configuration));
            return new Made<>(configuration, true);
          }
          if (!known.configuration.equals(configuration)) {
            throw Refusal.conflict("There is another group.", "Take its configuration.");
          }
          return new Made<>(known.configuration, false);
        });
  }

  @Override
  public CompletionStage<GroupConfiguration> group(String namespace, String groupId) {
    return asked(namespace, () -> find(groupId).configuration);
  }

  @Override
  public CompletionStage<List<GroupConfiguration>> groups(String namespace) {
    return asked(
        namespace, () -> groups.values().stream().map(group -> group.configuration).toList());
  }

  @Override
  public CompletionStage<Void> deleteGroup(String namespace, String groupId) {
    return asked(
        namespace,
        () -> {
          if (find(groupId).active) {
            throw Refusal.conflict("The group has active sessions.", "Delete them first.");
          }
          groups.remove(groupId);
          return null;
        });
  }

  @Override
  public CompletionStage<GroupSnapshot> snapshot(String namespace, String groupId) {
    return asked(
        namespace,
        () -> {
          Group group = find(groupId);
          return new GroupSnapshot(
              group.active ? group.sessions.keySet().iterator().next() : null,
              null,
              group.dataTime,
              List.copyOf(group.sessions.values()));
        });
  }

  @Override
  public CompletionStage<Made<SessionSnapshot>> register(
      String namespace, String groupId, String sessionId, String name, String subject) {
    return asked(
        namespace,
        () -> {
          Group group = find(groupId);
          SessionSnapshot known = group.sessions.get(sessionId);
          if (known != null) {
            if (!known.name().equals(name)) {
              throw Refusal.conflict("The session has another name.", "Choose another id.");
            }
            return new Made<>(known, false);
          }
          SessionSnapshot made =
              new SessionSnapshot(sessionId, name, Role.SECONDARY, 0, null, null, null, null);
          group.sessions.put(sessionId, made);
          return new Made<>(made, true);
        });
  }

  @Override
  public CompletionStage<Void> deleteSession(
      String namespace, String groupId, Departure departure) {
    return asked(
        namespace,
        () -> {
          session(groupId, departure.sessionId());
          find(groupId).sessions.remove(departure.sessionId());
          departures.add(departure);
          return null;
        });
  }

  @Override
  public Ticket heartbeat(String namespace, String groupId, HeartbeatRequest request, Reply reply) {
    Beat beat = new Beat(namespace, groupId, request, reply);
    loop.execute(
        () -> {
          try {
            check();
            session(groupId, request.sessionId());
          } catch (Refusal refusal) {
            reply.refuse(refusal);
            return;
          }
          find(groupId)
              .sessions
              .computeIfPresent(request.sessionId(), (id, old) -> beaten(old, request));
          beats.add(beat);
          script.on(beat);
        });
    return beat;
  }

  @Override
  public CompletionStage<OverrideSet> override(
      String namespace, String groupId, OverrideRequest request) {
    return asked(
        namespace,
        () -> {
          session(groupId, request.sessionId());
          overrides.add(request);
          Duration period = request.period();
          return new OverrideSet(
              request.role(),
              period == null ? null : Instant.parse("2030-01-01T00:00:00Z").plus(period));
        });
  }

  private SessionSnapshot beaten(SessionSnapshot old, HeartbeatRequest request) {
    return new SessionSnapshot(
        old.id(),
        old.name(),
        old.role(),
        request.score(),
        request.dataTime(),
        Instant.parse("2030-01-01T00:00:00.1234567Z"),
        old.override(),
        old.overrideExpiration());
  }

  private Group find(String groupId) {
    Group group = groups.get(groupId);
    if (group == null) {
      throw Refusal.notFound("There is no group '" + groupId + "'.", "Create it.");
    }
    return group;
  }

  private SessionSnapshot session(String groupId, String sessionId) {
    SessionSnapshot session = find(groupId).sessions.get(sessionId);
    if (session == null) {
      throw Refusal.notFound("There is no session '" + sessionId + "'.", "Register it.");
    }
    return session;
  }

  private void check() {
    if (failure != null) {
      throw failure;
    }
  }

  private <T extends @Nullable Object> CompletionStage<T> asked(
      String namespace, Supplier<T> action) {
    namespaces.add(namespace);
    return onLoop(
        () -> {
          check();
          return action.get();
        });
  }

  private <T extends @Nullable Object> CompletableFuture<T> onLoop(Supplier<T> action) {
    CompletableFuture<T> stage = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            stage.complete(action.get());
          } catch (RuntimeException e) {
            stage.completeExceptionally(e);
          }
        });
    return stage;
  }
}
