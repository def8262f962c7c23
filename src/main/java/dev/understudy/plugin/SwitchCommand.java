package dev.understudy.plugin;

import dev.understudy.api.Durations;
import dev.understudy.api.FailoverGroup;
import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.api.RoleOverride;
import dev.understudy.api.SessionStatus;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.OverrideWrites;
import dev.understudy.resource.OverrideWrites.Change;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Puts a session in charge by a role override, and waits until it is. The override is the same that
 * REST clients set and take back, so that either can end what the other began.
 */
@Command(
    name = "switch",
    description = "Puts a session in charge, or takes that back.",
    footer = {
      "",
      "  kubectl understudy switch line-1 collector-b            until it is taken back",
      "  kubectl understudy switch line-1 collector-b --for 10m  and then by score again",
      "  kubectl understudy switch line-1 --off                  takes it back"
    },
    mixinStandardHelpOptions = true)
final class SwitchCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration MORE_THAN_A_WAIT = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;

  @Parameters(index = "0", paramLabel = "GROUP", description = "The name or id of the group.")
  private String group;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SESSION",
      description = "The id of the session; with --off, all of the group if absent.")
  private @Nullable String session;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = AsDuration.class,
      description = "For how long, as in 10m or 1h30m; else until it is taken back.")
  private @Nullable Duration period;

  @Option(names = "--off", description = "Take overrides back that were not set by a manifest.")
  private boolean off;

  @Option(names = "--no-wait", description = "Do not wait until the session is in charge.")
  private boolean noWait;

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  SwitchCommand() {}

  /** Reads a duration as the resources write it. */
  static final class AsDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Durations.tryParse(text)
          .filter(Duration::isPositive)
          .orElseThrow(
              () -> new TypeConversionException("'" + text + "' is no duration like 10m or 1h30m"));
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    if ((session == null && !off) || (off && (period != null || noWait))) {
      throw new ParameterException(
          spec.commandLine(), "Say who is to be in charge, or --off to take that back.");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (KubernetesClient client = cluster.connect()) {
      FailoverGroup found = new GroupFinder(client).find(group);
      OverrideWrites overrides =
          new OverrideWrites(client, PATIENCE, () -> Duration.ofNanos(System.nanoTime()));
      return off || session == null
          ? takeBack(out, overrides, found)
          : put(out, client, overrides, found, session);
    }
  }

  private int put(
      PrintWriter out,
      KubernetesClient client,
      OverrideWrites overrides,
      FailoverGroup found,
      String id)
      throws InterruptedException {
    checkRegistered(found, id);
    Instant end =
        period == null ? null : Instant.now().plus(period).truncatedTo(ChronoUnit.SECONDS);
    GroupRecord record = GroupRecord.of(found);
    for (RoleOverride other : found.getSpec().roleOverrides()) {
      if (stands(other, id, end)) {
        done(overrides.remove(record, other.sessionId()), other.sessionId());
      }
    }
    done(overrides.set(record, new RoleOverride(id, RoleOverride.Role.PRIMARY, end)), id);
    String name = found.getMetadata().getName();
    out.printf(
        "%s: %s is to be in charge %s%n",
        name, id, end == null ? "until that is taken back" : "until " + end);
    out.flush();
    return noWait ? 0 : await(out, client, found, id);
  }

  /**
   * Whether another override stands against one to the session, so that the older wish gives way:
   * one to Primary with an end beats one without, and of two without an end there can be only one.
   */
  private static boolean stands(RoleOverride other, String id, @Nullable Instant end) {
    return other.role() == RoleOverride.Role.PRIMARY
        && !other.sessionId().equals(id)
        && (end == null || other.expirationTime() != null);
  }

  /** A session that is not there is waited for, and until then nobody is in charge. */
  private static void checkRegistered(FailoverGroup found, String id) {
    Optional<FailoverGroupStatus> status = found.statusIfAny();
    List<SessionStatus> listed =
        status.map(FailoverGroupStatus::sessions).map(all -> all.listed()).orElse(List.of());
    boolean all =
        status.map(FailoverGroupStatus::sessions).map(some -> some.omitted() == 0).orElse(false);
    if (all && listed.stream().noneMatch(session -> session.id().equals(id))) {
      throw new Failure(
          "group '%s' has no session '%s'; it has: %s"
              .formatted(
                  found.getMetadata().getName(),
                  id,
                  listed.isEmpty()
                      ? "none"
                      : String.join(", ", listed.stream().map(SessionStatus::id).toList())));
    }
  }

  private static int await(PrintWriter out, KubernetesClient client, FailoverGroup found, String id)
      throws InterruptedException {
    Duration timeout = found.getSpec().timeout();
    Duration longest =
        timeout.plus(found.getSpec().electionOrDefault().graceFor(timeout)).plus(MORE_THAN_A_WAIT);
    long begin = System.nanoTime();
    FailoverGroup after =
        client
            .resources(FailoverGroup.class)
            .inNamespace(found.getMetadata().getNamespace())
            .withName(found.getMetadata().getName())
            .informOnCondition(
                groups ->
                    groups.isEmpty() || groups.stream().anyMatch(now -> id.equals(primary(now))))
            .completeOnTimeout(List.of(found), longest.toMillis(), TimeUnit.MILLISECONDS)
            .join()
            .stream()
            .findFirst()
            .orElseThrow(() -> new Failure("the group was deleted meanwhile"));
    if (!id.equals(primary(after))) {
      out.printf(
          "it is not in charge after %d s; see: kubectl understudy explain %s%n",
          longest.toSeconds(), found.getMetadata().getName());
      out.flush();
      return KubectlUnderstudy.NOT_WELL;
    }
    out.printf(
        "%s is in charge after %.1f s%n",
        id, Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1e3);
    out.flush();
    return 0;
  }

  private static @Nullable String primary(FailoverGroup group) {
    return group.statusIfAny().map(FailoverGroupStatus::primary).orElse(null);
  }

  private int takeBack(PrintWriter out, OverrideWrites overrides, FailoverGroup found) {
    List<String> ids =
        session != null
            ? List.of(session)
            : found.getSpec().roleOverrides().stream().map(RoleOverride::sessionId).toList();
    List<String> kept = new ArrayList<>();
    for (String id : ids) {
      Change change = overrides.remove(GroupRecord.of(found), id);
      if (change instanceof Change.Owned(String manager) && session == null) {
        kept.add("%s, which belongs to '%s'".formatted(id, manager));
      } else {
        done(change, id);
      }
    }
    String name = found.getMetadata().getName();
    if (ids.size() == kept.size()) {
      out.println(name + ": there is no override to take back");
    } else {
      out.println(name + ": the overrides are taken back");
    }
    kept.forEach(one -> out.println(name + ": left alone is the override of " + one));
    out.flush();
    return kept.isEmpty() ? 0 : KubectlUnderstudy.NOT_WELL;
  }

  private static void done(Change change, String id) {
    switch (change) {
      case Change.Done _ -> {}
      case Change.Owned(String manager) ->
          throw new Failure(
              "the override of session '%s' belongs to '%s'; change it there, for example in the manifest that it comes from"
                  .formatted(id, manager));
      case Change.Gone() -> throw new Failure("the group was deleted meanwhile");
      case Change.Invalid(String reason) -> throw new Failure(reason);
    }
  }
}
