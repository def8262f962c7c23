package dev.understudy.simulation;

import dev.understudy.election.Settings;
import dev.understudy.group.GroupKey;
import dev.understudy.group.GroupResource;
import dev.understudy.lease.LeaseForm;
import dev.understudy.simulation.SimulatedGroups.GroupEvent;
import dev.understudy.simulation.SimulatedLeases.LeaseEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** An API server with Leases and FailoverGroups, watches and outages. */
public final class SimulatedApiServer {
  private static final String PERSON = "a person";
  private static final Duration GARBAGE = Duration.ofSeconds(2);

  private final World world;
  private final Versions versions = new Versions();
  private final SimulatedLeases leases;
  private final SimulatedGroups groups;
  private final List<Follower> followers = new ArrayList<>();
  private boolean up = true;
  private long compacted;

  /** Who follows what happens. */
  interface Follower {
    /** Something was written. */
    void wake();

    /** The server went away: the connection is broken. */
    void broken();
  }

  SimulatedApiServer(World world, LeaseForm form) {
    this.world = world;
    this.leases = new SimulatedLeases(versions, form);
    this.groups = new SimulatedGroups(world, versions);
  }

  SimulatedLeases leases() {
    return leases;
  }

  SimulatedGroups groups() {
    return groups;
  }

  /** The version of the last write. */
  long version() {
    return versions.last();
  }

  /** The version up to which history is forgotten: a watch from before must list anew. */
  long compacted() {
    return compacted;
  }

  boolean isUp() {
    return up;
  }

  /** Goes away, with all connections. */
  void stop() {
    world.say(() -> "API server stops");
    up = false;
    List.copyOf(followers).forEach(Follower::broken);
  }

  /** Comes back. */
  void start() {
    world.say(() -> "API server starts");
    up = true;
  }

  /** Forgets all history. */
  void compact() {
    compacted = versions.last();
  }

  /** Tells all watches of Leases up to where they have seen everything. */
  void bookmark() {
    List.copyOf(followers).stream()
        .filter(LeaseStream.class::isInstance)
        .map(LeaseStream.class::cast)
        .forEach(LeaseStream::bookmark);
  }

  void follow(Follower follower) {
    followers.add(follower);
  }

  void unfollow(Follower follower) {
    followers.remove(follower);
  }

  /** Lets all who follow see what was written. */
  void published() {
    List.copyOf(followers).forEach(Follower::wake);
  }

  List<LeaseEvent> leaseEventsAfter(long version) {
    return after(leases.events(), version, LeaseEvent::version);
  }

  List<GroupEvent> groupEventsAfter(long version) {
    return after(groups.events(), version, GroupEvent::version);
  }

  private static <E> List<E> after(
      List<E> events, long version, java.util.function.ToLongFunction<E> of) {
    int from = events.size();
    while (from > 0 && of.applyAsLong(events.get(from - 1)) > version) {
      from--;
    }
    return List.copyOf(events.subList(from, events.size()));
  }

  // What people do

  /** Makes a group. */
  GroupResource create(GroupKey key, String id, Settings settings) {
    GroupResource made = groups.create(key, id, settings);
    published();
    return made;
  }

  /** Changes a group. */
  GroupResource edit(GroupKey key, UnaryOperator<Settings> change) {
    GroupResource edited = groups.edit(key, change);
    published();
    return edited;
  }

  /** Begins to delete a group. */
  void delete(GroupKey key) {
    groups.delete(key);
    published();
  }

  /** Removes a group whatever holds it back; the garbage collector removes what it owned. */
  void finish(GroupKey key, String uid) {
    groups
        .get(key)
        .filter(group -> group.uid().equals(uid))
        .ifPresent(
            gone -> {
              groups.finish(key);
              published();
              world.after(GARBAGE, () -> collect(gone.uid()));
            });
  }

  private void collect(String groupUid) {
    for (var lease : leases.all().leases()) {
      if (lease.raw().getMetadata().getOwnerReferences().stream()
          .anyMatch(owner -> owner.getUid().equals(groupUid))) {
        removeLease(lease.namespace(), lease.name());
      }
    }
  }

  /** Deletes a Lease by hand. */
  void removeLease(String namespace, String name) {
    leases.remove(namespace + "/" + name, new Write(PERSON, world.now(), world.now(), null));
    published();
  }
}
