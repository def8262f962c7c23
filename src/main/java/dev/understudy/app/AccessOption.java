package dev.understudy.app;

import dev.understudy.access.AccessList;
import dev.understudy.access.RoleNames;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who may do what where nobody has written a list. */
final class AccessOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--default-acl",
      paramLabel = "FILE",
      description =
          "The access control list of collections that have none, as YAML or JSON; else role"
              + " Administrators may do everything, and role Users Read and Write, in the default"
              + " tenant.")
  private @Nullable Path defaultAcl;

  @Option(
      names = "--administrator-roles",
      split = ",",
      paramLabel = "ROLE",
      description =
          "Which roles of the identity provider count as Administrators; else that of this name.")
  private List<String> administratorRoles = List.of();

  @Option(
      names = "--user-roles",
      split = ",",
      paramLabel = "ROLE",
      description = "Which roles of the identity provider count as Users; else that of this name.")
  private List<String> userRoles = List.of();

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  AccessOption() {}

  /**
   * What was said.
   *
   * @param defaultTenant the tenant of the built-in roles
   */
  AccessOptions options(String defaultTenant) {
    Map<String, Set<String>> roles = new HashMap<>();
    if (!administratorRoles.isEmpty()) {
      roles.put(RoleNames.ADMINISTRATORS, Set.copyOf(administratorRoles));
    }
    if (!userRoles.isEmpty()) {
      roles.put(RoleNames.USERS, Set.copyOf(userRoles));
    }
    AccessList byDefault =
        defaultAcl == null ? AccessOptions.builtIn(defaultTenant).byDefault() : read(defaultAcl);
    return new AccessOptions(byDefault, new RoleNames(roles));
  }

  private AccessList read(Path file) {
    try {
      return DefaultAcl.read(file);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--default-acl " + file + " is not taken: " + e.getMessage(), e);
    }
  }
}
