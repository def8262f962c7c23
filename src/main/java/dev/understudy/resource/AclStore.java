package dev.understudy.resource;

import dev.understudy.api.GroupAcl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one watch knows of access control lists, and what this replica itself has read or written
 * since. Of each list the newest version counts, however late an older one is shown. Thread-safe.
 */
final class AclStore implements ProvenWatch.Sink<GroupAcl> {

  private record Key(String namespace, String name) {}

  private final Map<Key, AclRecord> lists = new HashMap<>();

  /** Everything up to this version was shown. */
  private long shown;

  synchronized Optional<AclRecord> find(String namespace, String name) {
    return Optional.ofNullable(lists.get(new Key(namespace, name)));
  }

  /**
   * Takes in a version that was read or written directly. One that the watch has passed is known
   * already, or is gone.
   */
  void saw(GroupAcl acl) {
    AclRecord record = AclRecord.of(acl);
    synchronized (this) {
      if (record.version() > shown) {
        keepNewest(record);
      }
    }
  }

  @Override
  public void listed(List<GroupAcl> all, long at, boolean setBack) {
    List<AclRecord> records = all.stream().map(AclRecord::of).toList();
    synchronized (this) {
      if (at < shown && !setBack) {
        // The watch has shown more while this was under way.
        return;
      }
      lists.values().removeIf(known -> setBack || known.version() <= at);
      records.forEach(this::keepNewest);
      shown = at;
    }
  }

  @Override
  public void changed(GroupAcl acl) {
    AclRecord record = AclRecord.of(acl);
    synchronized (this) {
      if (record.version() > shown) {
        keepNewest(record);
        shown = record.version();
      }
    }
  }

  @Override
  public void deleted(GroupAcl last) {
    AclRecord record = AclRecord.of(last);
    synchronized (this) {
      if (record.version() > shown) {
        lists.computeIfPresent(
            key(record), (key, known) -> known.version() <= record.version() ? null : known);
        shown = record.version();
      }
    }
  }

  private void keepNewest(AclRecord record) {
    lists.merge(
        key(record), record, (known, next) -> next.version() >= known.version() ? next : known);
  }

  private static Key key(AclRecord record) {
    return new Key(record.namespace(), record.name());
  }
}
