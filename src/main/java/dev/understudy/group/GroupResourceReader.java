package dev.understudy.group;

import dev.understudy.api.ElectionSpec;
import dev.understudy.api.FailoverGroupSpec;
import dev.understudy.election.Role;
import dev.understudy.election.RoleOverride;
import dev.understudy.election.Settings;
import dev.understudy.election.Timing;
import dev.understudy.resource.GroupRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what the election needs out of a FailoverGroup. */
public final class GroupResourceReader {
  private GroupResourceReader() {}

  /**
   * Reads a group; empty if its specification cannot be honoured, so that what was known of it goes
   * on. One that is being deleted drains whatever its specification says.
   */
  public static Optional<GroupResource> read(GroupRecord group) {
    return read(group, null);
  }

  /**
   * Reads a group.
   *
   * @param lastGood what stands in for a specification that cannot be honoured, where that is known
   */
  static Optional<GroupResource> read(GroupRecord group, @Nullable Settings lastGood) {
    if (group.isValid()) {
      return Optional.of(
          resource(group, settings(group.spec(), group.generation(), group.deleting())));
    }
    return group.deleting()
        ? Optional.of(resource(group, draining(group.generation())))
        : Optional.ofNullable(lastGood).map(settings -> resource(group, settings));
  }

  private static Settings draining(long generation) {
    Timing timing =
        new Timing(Settings.DEFAULT_TIMEOUT, Timing.defaultGrace(Settings.DEFAULT_TIMEOUT));
    return new Settings(
        timing,
        0,
        Settings.DEFAULT_TIMEOUT,
        false,
        Settings.Holding.DEFAULT,
        List.of(),
        generation,
        true);
  }

  private static GroupResource resource(GroupRecord group, Settings settings) {
    Long term = group.status().term();
    return new GroupResource(
        new GroupKey(group.namespace(), group.name()),
        group.uid(),
        group.id(),
        Long.parseLong(group.resourceVersion()),
        settings,
        group.status().leaseUid(),
        term == null ? 0 : term,
        group.status().lastDataProcessedTime());
  }

  private static Settings settings(FailoverGroupSpec spec, long generation, boolean deleting) {
    Duration timeout = spec.timeout();
    ElectionSpec election = spec.electionOrDefault();
    List<RoleOverride> overrides =
        spec.roleOverrides() == null
            ? List.of()
            : spec.roleOverrides().stream().map(GroupResourceReader::override).toList();
    return new Settings(
        new Timing(timeout, election.graceFor(timeout)),
        election.margin(),
        election.stabilization(timeout),
        election.manual(),
        new Settings.Holding(election.holdLimit(), election.guard()),
        overrides,
        generation,
        deleting);
  }

  private static RoleOverride override(dev.understudy.api.RoleOverride override) {
    Role role =
        switch (override.role()) {
          case PRIMARY -> Role.PRIMARY;
          case SECONDARY -> Role.SECONDARY;
        };
    return new RoleOverride(override.sessionId(), role, override.expirationTime());
  }
}
