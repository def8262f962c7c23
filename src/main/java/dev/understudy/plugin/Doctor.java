package dev.understudy.plugin;

import dev.understudy.api.Crds;
import dev.understudy.api.FailoverGroup;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks at everything that an installation needs, one thing after another. Blocks. */
final class Doctor {
  private static final String API_SERVER = "API server";
  private static final String CRDS = "CRDs";
  private static final String REPLICAS = "Operator replicas";
  private static final String CLOCK = "Clock";
  private static final String RIGHTS = "Your permissions";
  private static final String WEBHOOKS = "Admission webhooks";
  private static final String GROUPS = "Groups";

  private static final int LEAST_MINOR = 31;
  private static final Duration CLOCKS_AGREE = Duration.ofSeconds(5);
  private static final Duration REPLICA_LIVES = Duration.ofSeconds(30);
  private static final Map<String, String> REPLICA_LABELS =
      Map.of("app.kubernetes.io/managed-by", "understudy", "understudy.dev/component", "replica");

  private final KubernetesClient client;
  private final InstantSource clock;

  Doctor(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /** All checks, in the order in which one makes sense only after the other. */
  List<Check> examine() {
    Check reached = check(API_SERVER, this::apiServer);
    if (reached.outcome() == Check.Outcome.UNKNOWN) {
      return List.of(
          Check.failed(
              API_SERVER,
              reached.message(),
              "See whether kubectl reaches it with the same --kubeconfig and --context."));
    }
    return List.of(
        reached,
        check(CRDS, this::crds),
        check(REPLICAS, this::replicas),
        check(CLOCK, this::clocks),
        check(RIGHTS, this::rights),
        check(WEBHOOKS, this::webhooks),
        check(GROUPS, this::groups));
  }

  private static Check check(String name, Supplier<Check> look) {
    try {
      return look.get();
    } catch (KubernetesClientException e) {
      return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
          ? Check.unknown(name, "you may not look: " + said(e))
          : Check.unknown(name, said(e));
    }
  }

  private static String said(KubernetesClientException e) {
    try {
      return String.valueOf(Failure.of(e).getMessage());
    } catch (Exception fault) {
      throw new IllegalStateException(fault);
    }
  }

  private Check apiServer() {
    VersionInfo version = client.getKubernetesVersion();
    String shown = version.getMajor() + "." + version.getMinor();
    String digits = Objects.requireNonNullElse(version.getMinor(), "").replaceAll("[^0-9].*", "");
    boolean new31 =
        !"1".equals(version.getMajor())
            || (!digits.isEmpty() && Integer.parseInt(digits) >= LEAST_MINOR);
    return new31
        ? Check.ok(API_SERVER, "Kubernetes " + shown + " answers")
        : Check.failed(
            API_SERVER,
            "Kubernetes " + shown + " lacks features that the CRDs need",
            "Upgrade the cluster to 1." + LEAST_MINOR + " or newer.");
  }

  private Check crds() {
    List<String> missing = new ArrayList<>();
    List<String> other = new ArrayList<>();
    for (String document : Crds.documents()) {
      CustomResourceDefinition ours =
          Serialization.unmarshal(document, CustomResourceDefinition.class);
      String name = ours.getMetadata().getName();
      CustomResourceDefinition there =
          client.apiextensions().v1().customResourceDefinitions().withName(name).get();
      if (there == null) {
        missing.add(name);
      } else if (!InstalledCrd.isSame(ours, there)) {
        other.add(name);
      }
    }
    if (!missing.isEmpty()) {
      return Check.failed(
          CRDS,
          "not installed: " + String.join(", ", missing),
          "Install them with the chart, or: java -jar understudy.jar crds | kubectl apply"
              + " --server-side -f -");
    }
    return other.isEmpty()
        ? Check.ok(CRDS, "installed, and the same as those of this version")
        : Check.warning(
            CRDS,
            "not those of this version (" + PluginVersion.get() + "): " + String.join(", ", other),
            "If the operator has this version too, apply its CRDs: java -jar understudy.jar crds |"
                + " kubectl apply --server-side -f -");
  }

  private Check replicas() {
    List<Lease> leases =
        client.leases().inAnyNamespace().withLabels(REPLICA_LABELS).list().getItems();
    Instant now = clock.instant();
    long live =
        leases.stream()
            .map(lease -> lease.getSpec().getRenewTime())
            .filter(Objects::nonNull)
            .map(ZonedDateTime::toInstant)
            .filter(time -> Duration.between(time, now).compareTo(REPLICA_LIVES) < 0)
            .count();
    if (live == 0) {
      return Check.failed(
          REPLICAS,
          "none has shown a sign of life for %d s".formatted(REPLICA_LIVES.toSeconds()),
          "See whether its pods run, and what they log: kubectl get pods -A -l"
              + " app.kubernetes.io/name=understudy");
    }
    return live == 1
        ? Check.warning(
            REPLICAS, "one lives", "Run two or more, so that one can be restarted unnoticed.")
        : Check.ok(REPLICAS, live + " live");
  }

  /** Nothing is decided by it, but overrides end by the wall clock, and people read times. */
  private Check clocks() {
    SelfSubjectReview review = client.resource(new SelfSubjectReview()).create();
    String there =
        review.getMetadata() == null ? null : review.getMetadata().getCreationTimestamp();
    if (there == null) {
      return Check.unknown(CLOCK, "the API server does not tell its time");
    }
    Duration apart = Duration.between(Instant.parse(there), clock.instant()).abs();
    return apart.compareTo(CLOCKS_AGREE) <= 0
        ? Check.ok(CLOCK, "this machine and the API server agree")
        : Check.warning(
            CLOCK,
            "this machine and the API server are %s apart".formatted(Ages.print(apart)),
            "Synchronise both with one time source: overrides end by the wall clock. (Who is in"
                + " charge does not depend on it.)");
  }

  private record Right(String group, String resource, String verb) {
    String name() {
      return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
    }
  }

  private Check rights() {
    List<String> missing =
        Stream.of(
                new Right(FailoverGroup.GROUP, "failovergroups", "list"),
                new Right(FailoverGroup.GROUP, "failovergroups", "watch"),
                new Right(FailoverGroup.GROUP, "failovergroups", "patch"),
                new Right(FailoverGroup.GROUP, "groupacls", "list"))
            .filter(this::isDenied)
            .map(Right::name)
            .toList();
    return missing.isEmpty()
        ? Check.ok(RIGHTS, "you may look at groups and switch them over")
        : Check.warning(
            RIGHTS,
            "you may not, in namespace '%s': %s"
                .formatted(client.getNamespace(), String.join(", ", missing)),
            "Ask for a Role with these verbs if you need them.");
  }

  private boolean isDenied(Right right) {
    SelfSubjectAccessReview review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withNamespace(client.getNamespace())
            .withGroup(right.group())
            .withResource(right.resource())
            .withVerb(right.verb())
            .endResourceAttributes()
            .endSpec()
            .build();
    SelfSubjectAccessReview answer =
        client.authorization().v1().selfSubjectAccessReview().create(review);
    return answer.getStatus() != null && Boolean.FALSE.equals(answer.getStatus().getAllowed());
  }

  /** A webhook on Leases would stand in the way of every heartbeat. */
  private Check webhooks() {
    List<String> inTheWay =
        Stream.concat(
                client
                    .admissionRegistration()
                    .v1()
                    .validatingWebhookConfigurations()
                    .list()
                    .getItems()
                    .stream()
                    .flatMap(each -> each.getWebhooks().stream())
                    .filter(hook -> hook.getRules().stream().anyMatch(Doctor::meetsHeartbeats))
                    .map(hook -> hook.getName()),
                client
                    .admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .list()
                    .getItems()
                    .stream()
                    .flatMap(each -> each.getWebhooks().stream())
                    .filter(hook -> hook.getRules().stream().anyMatch(Doctor::meetsHeartbeats))
                    .map(hook -> hook.getName()))
            .toList();
    return inTheWay.isEmpty()
        ? Check.ok(WEBHOOKS, "none is asked about Leases or groups")
        : Check.warning(
            WEBHOOKS,
            "asked about Leases or groups: " + String.join(", ", inTheWay),
            "Exempt leases.coordination.k8s.io and understudy.dev from it: when it is slow or down,"
                + " no heartbeat can be answered.");
  }

  private static boolean meetsHeartbeats(RuleWithOperations rule) {
    return meets(rule, "coordination.k8s.io", "leases")
        || meets(rule, FailoverGroup.GROUP, "failovergroups");
  }

  private static boolean meets(RuleWithOperations rule, String group, String resource) {
    return Stream.of(group, "*").anyMatch(rule.getApiGroups()::contains)
        && Stream.of(resource, resource + "/*", "*", "*/*").anyMatch(rule.getResources()::contains);
  }

  private Check groups() {
    Instant now = clock.instant();
    List<GroupReport> reports =
        new GroupFinder(client)
            .all(true).stream().map(group -> GroupReport.of(group, now)).toList();
    List<String> unwell =
        reports.stream()
            .filter(report -> !report.isWell() || !report.problems().isEmpty())
            .map(
                report ->
                    "%s/%s (%s)"
                        .formatted(
                            report.namespace(),
                            report.name(),
                            String.join("; ", report.problems())))
            .toList();
    return unwell.isEmpty()
        ? Check.ok(GROUPS, reports.size() + ", each with a primary")
        : Check.warning(
            GROUPS,
            "%d of %d are not well: %s"
                .formatted(unwell.size(), reports.size(), String.join(", ", unwell)),
            "kubectl understudy explain GROUP tells more.");
  }
}
