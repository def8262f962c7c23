package dev.understudy.history;

import dev.understudy.group.GroupResource;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of one FailoverGroup, as the API server made it: of its specification or its status.
 *
 * @param done when it took effect
 * @param group the group after it; for a removal as it was last
 * @param shown what its status shows of the election
 * @param gone whether it removed the group
 */
public record GroupWrite(Duration done, GroupResource group, Shown shown, boolean gone) {

  /**
   * What a status shows.
   *
   * @param primary the session in charge; absent when nobody is
   * @param pending the session that is to be in charge; absent when nobody is
   * @param term the last granted term
   * @param dataTime the group's last data time; absent when there is none
   */
  public record Shown(
      @Nullable String primary, @Nullable String pending, long term, @Nullable Instant dataTime) {
    /** The status of a group that was just made. */
    public static final Shown NOTHING = new Shown(null, null, 0, null);
  }
}
