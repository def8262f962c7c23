package dev.understudy.resource;

/**
 * Is told what becomes of groups. Calls for one group come one after another, from a thread of the
 * watch: they must be short and must not block. Versions may be skipped, and a group may be told
 * again unchanged after a broken watch. By the time of a call, {@link Groups} knows what it tells
 * or something newer.
 */
public interface GroupListener {
  /** A group is new, or has changed in any part, its status included. */
  void changed(GroupRecord group);

  /** A group is gone. */
  void removed(GroupRecord group);
}
