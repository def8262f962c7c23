package dev.understudy.embedded;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.FailoverGroupValidation;
import dev.understudy.api.GroupAcl;
import dev.understudy.api.GroupAclValidation;
import dev.understudy.api.Problem;
import dev.understudy.embedded.Failure.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an API server checks beyond a schema: the rules that are CEL there, and those of Leases. */
final class Rules {

  private static final Pattern MICRO_TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}(Z|[+-]\\d\\d:\\d\\d)");

  private Rules() {}

  /**
   * The rules that an object breaks.
   *
   * @param before what it takes the place of; absent when it is made
   * @param after what it is to be, which fits its schema
   */
  static List<Cause> check(
      ResourceType type, @Nullable Map<String, Object> before, Map<String, Object> after) {
    return switch (type.qualifiedPlural()) {
      case "leases.coordination.k8s.io" -> lease(Json.child(after, "spec"));
      case "failovergroups.understudy.dev" -> causes(group(before, after), after);
      case "groupacls.understudy.dev" ->
          causes(GroupAclValidation.of(Json.as(GroupAcl.class, after)), after);
      default -> List.of();
    };
  }

  private static List<Problem> group(
      @Nullable Map<String, Object> before, Map<String, Object> after) {
    FailoverGroup group = Json.as(FailoverGroup.class, after);
    return before == null
        ? FailoverGroupValidation.ofNew(group)
        : FailoverGroupValidation.ofUpdate(Json.as(FailoverGroup.class, before), group);
  }

  private static List<Cause> causes(List<Problem> problems, Map<String, Object> object) {
    return problems.stream()
        .map(
            problem ->
                invalid(problem.field(), Json.at(object, "." + problem.field()), problem.message()))
        .toList();
  }

  private static List<Cause> lease(Map<String, Object> spec) {
    List<Cause> causes = new ArrayList<>();
    if (spec.get("leaseDurationSeconds") instanceof Number seconds && seconds.longValue() <= 0) {
      causes.add(invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0"));
    }
    if (spec.get("leaseTransitions") instanceof Number transitions && transitions.longValue() < 0) {
      causes.add(
          invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0"));
    }
    for (String name : List.of("acquireTime", "renewTime")) {
      if (spec.get(name) instanceof String time && !MICRO_TIME.matcher(time).matches()) {
        throw Failure.badRequest(
            "Lease in version \"v1\" cannot be handled as a Lease: spec.%s \"%s\" has no six digits of fraction"
                .formatted(name, time));
      }
    }
    return causes;
  }

  private static Cause invalid(String field, @Nullable Object value, String message) {
    return new Cause(
        "FieldValueInvalid", field, "Invalid value: %s: %s".formatted(Json.print(value), message));
  }
}
