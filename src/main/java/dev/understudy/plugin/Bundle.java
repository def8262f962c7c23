package dev.understudy.plugin;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.GroupAcl;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Collects what a support bundle holds. What may not be read is left out and named. Blocks. */
final class Bundle {
  private static final String MANAGED = "app.kubernetes.io/managed-by";
  private static final String OURS = "understudy";
  private static final String OPERATOR = "app.kubernetes.io/name";
  private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
  private static final int LOG_LINES = 5_000;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Map<String, String> parts = new TreeMap<>();

  Bundle(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /** The files of the bundle by name. */
  Map<String, String> collect() {
    part("doctor.yaml", () -> OutputFormat.YAML.write(new Doctor(client, clock).examine()));
    part("version.txt", () -> PluginVersion.get() + ", at " + clock.instant() + "\n");
    part("groups.yaml", () -> yaml(groups()));
    part(
        "lists.yaml",
        () -> yaml(client.resources(GroupAcl.class).inAnyNamespace().list().getItems()));
    part(
        "leases.yaml",
        () -> yaml(client.leases().inAnyNamespace().withLabel(MANAGED, OURS).list().getItems()));
    part("events.yaml", () -> yaml(events()));
    part(
        "crds.yaml",
        () ->
            yaml(
                client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                    .filter(crd -> FailoverGroup.GROUP.equals(crd.getSpec().getGroup()))
                    .toList()));
    part("pods.yaml", () -> yaml(pods()));
    logs();
    return parts;
  }

  private void part(String name, Supplier<String> content) {
    try {
      parts.put(name, content.get());
    } catch (KubernetesClientException e) {
      parts.put(name + ".missing.txt", e.getMessage() + "\n");
    }
  }

  /** What clients keep with a group is theirs, and may be anything. */
  private List<? extends HasMetadata> groups() {
    return client
        .genericKubernetesResources("understudy.dev/v1alpha1", FailoverGroup.KIND)
        .inAnyNamespace()
        .list()
        .getItems()
        .stream()
        .peek(
            group -> {
              if (group.get("spec") instanceof Map<?, ?> spec) {
                spec.remove("additionalData");
              }
            })
        .toList();
  }

  private List<? extends HasMetadata> events() {
    return client.v1().events().inAnyNamespace().list().getItems().stream()
        .filter(event -> event.getInvolvedObject() != null)
        .filter(
            event ->
                String.valueOf(event.getInvolvedObject().getApiVersion())
                    .startsWith(FailoverGroup.GROUP + "/"))
        .toList();
  }

  private List<Pod> pods() {
    List<Pod> pods = client.pods().inAnyNamespace().withLabel(OPERATOR, OURS).list().getItems();
    pods.stream()
        .flatMap(pod -> pod.getSpec().getContainers().stream())
        .forEach(Bundle::withoutValues);
    return pods;
  }

  /** An environment may hold anything; which variables there are is enough to help. */
  private static void withoutValues(Container container) {
    container.getEnv().forEach(variable -> variable.setValue(null));
  }

  private void logs() {
    List<Pod> pods;
    try {
      pods = pods();
    } catch (KubernetesClientException e) {
      // Said already where the pods would be.
      return;
    }
    for (Pod pod : pods) {
      ObjectMeta meta = pod.getMetadata();
      part(
          "logs/" + meta.getNamespace() + "." + meta.getName() + ".log",
          () ->
              client
                  .pods()
                  .inNamespace(meta.getNamespace())
                  .withName(meta.getName())
                  .tailingLines(LOG_LINES)
                  .getLog());
    }
  }

  /** Who wrote which field says much and shows nothing; what was applied may hold anything. */
  private static String yaml(List<? extends HasMetadata> items) {
    StringBuilder text = new StringBuilder();
    for (HasMetadata item : items) {
      if (item.getMetadata().getAnnotations() != null) {
        item.getMetadata().getAnnotations().remove(APPLIED);
      }
      text.append("---\n").append(Serialization.asYaml(item));
    }
    return text.toString();
  }
}
