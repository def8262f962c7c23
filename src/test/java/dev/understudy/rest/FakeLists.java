package dev.understudy.rest;

import dev.understudy.access.AccessList;
import dev.understudy.access.AccessLists;
import dev.understudy.access.Decision;
import dev.understudy.access.Entity;
import dev.understudy.access.Entry;
import dev.understudy.access.InForce;
import dev.understudy.access.Rights;
import dev.understudy.access.Trustee;
import dev.understudy.access.Where;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lists that live in memory. Where nobody has set one, whoever has the role {@link #EVERYTHING} may
 * do everything.
 */
final class FakeLists implements AccessLists {

  /** The role that may do everything by default. */
  static final String EVERYTHING = "everything";

  private static final AccessList DEFAULT =
      new AccessList(
          null,
          List.of(
              new Entry(
                  new Trustee(Trustee.Type.ROLE, EVERYTHING, null),
                  Entry.Effect.ALLOWED,
                  Rights.ALL)));

  final BlockingQueue<Where> read = new LinkedBlockingQueue<>();
  final BlockingQueue<String> founded = new LinkedBlockingQueue<>();

  private final Predicate<String> groupExists;
  private final Map<Where, AccessList> lists = new ConcurrentHashMap<>();
  private volatile boolean nothingKnown;
  private volatile @Nullable RuntimeException failure;
  private volatile @Nullable Replacement replacement;

  FakeLists(Predicate<String> groupExists) {
    this.groupExists = groupExists;
  }

  void set(Where where, Entry... entries) {
    lists.put(where, new AccessList(null, List.of(entries)));
  }

  /** The list that is in force. */
  AccessList get(Where where) {
    AccessList own = lists.get(where);
    return own != null
        ? own
        : lists.getOrDefault(Where.collection(where.tenant(), where.namespace()), DEFAULT);
  }

  /** From now on everything has to be read; or not. */
  void knowNothing(boolean nothing) {
    nothingKnown = nothing;
  }

  /** From now on nothing can be read; null ends that. */
  void fail(@Nullable RuntimeException newFailure) {
    failure = newFailure;
  }

  /** From now on this becomes of what is replaced; null ends that. */
  void answer(@Nullable Replacement newReplacement) {
    replacement = newReplacement;
  }

  void clear() {
    lists.clear();
    read.clear();
    founded.clear();
    nothingKnown = false;
    failure = null;
    replacement = null;
  }

  private InForce inForce(Where where) {
    boolean exists =
        switch (where.entity()) {
          case Entity.Collection() -> true;
          case Entity.Group(String id) -> groupExists.test(id);
        };
    return new InForce(get(where), exists);
  }

  @Override
  public Optional<InForce> known(Where where) {
    return nothingKnown ? Optional.empty() : Optional.of(inForce(where)).filter(InForce::exists);
  }

  @Override
  public CompletionStage<InForce> read(Where where) {
    read.add(where);
    RuntimeException now = failure;
    return CompletableFuture.supplyAsync(
        () -> {
          if (now != null) {
            throw now;
          }
          return inForce(where);
        });
  }

  @Override
  public CompletionStage<InForce> confirm(Where where) {
    return read(where);
  }

  @Override
  public CompletionStage<Replacement> replace(
      Where where, List<Entry> entries, Function<InForce, Decision> judge) {
    return read(where)
        .thenApply(
            inForce -> {
              if (judge.apply(inForce) instanceof Decision.Refused refused) {
                return new Replacement.Refused(refused);
              }
              if (replacement != null) {
                return replacement;
              }
              if (!inForce.exists()) {
                return new Replacement.Absent();
              }
              lists.put(where, new AccessList(get(where).owner(), entries));
              return new Replacement.Done();
            });
  }

  @Override
  public CompletionStage<Void> found(Where where, AccessList list, String creator) {
    return read(where)
        .thenAccept(
            inForce -> {
              if (lists.putIfAbsent(where, list) == null) {
                founded.add(creator);
              }
            });
  }
}
