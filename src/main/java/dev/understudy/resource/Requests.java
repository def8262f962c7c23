package dev.understudy.resource;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.GroupAcl;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PreconditionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Objects;

/**
 * The requests on FailoverGroups that need more than the client's own methods give: preconditions,
 * field managers, bodies that say no more than they mean. None is repeated. All block and fail with
 * the client's exception.
 */
final class Requests {

  /** The field manager of everything that REST clients ask for. */
  static final String MANAGER = "understudy-rest";

  private final KubernetesClient client;

  Requests(KubernetesClient client) {
    this.client = client;
  }

  GroupRecord create(FailoverGroup group) {
    String path = path(FailoverGroup.class, group.getMetadata().getNamespace());
    return GroupRecord.of(send("POST", path, group, FailoverGroup.class));
  }

  GroupAcl create(GroupAcl acl) {
    return send(
        "POST", path(GroupAcl.class, acl.getMetadata().getNamespace()), acl, GroupAcl.class);
  }

  /** Replaces only the version that the list names. */
  GroupAcl replace(GroupAcl acl) {
    String path =
        path(GroupAcl.class, acl.getMetadata().getNamespace()) + "/" + acl.getMetadata().getName();
    return send("PUT", path, acl, GroupAcl.class);
  }

  private <T> T send(String method, String path, T object, Class<T> type) {
    String stored = client.raw(path + "?fieldManager=" + MANAGER, method, json(object));
    return Objects.requireNonNull(client.getKubernetesSerialization().unmarshal(stored, type));
  }

  /** Only this very version is deleted. */
  void delete(GroupRecord group) {
    delete(
        path(FailoverGroup.class, group.namespace()) + "/" + group.name(),
        group.uid(),
        group.resourceVersion());
  }

  /** Only this very version is deleted. */
  void delete(GroupAcl acl) {
    ObjectMeta meta = acl.getMetadata();
    delete(
        path(GroupAcl.class, meta.getNamespace()) + "/" + meta.getName(),
        meta.getUid(),
        meta.getResourceVersion());
  }

  private void delete(String path, String uid, String resourceVersion) {
    client.raw(
        path,
        "DELETE",
        json(
            new DeleteOptionsBuilder()
                .withPropagationPolicy("Background")
                .withPreconditions(
                    new PreconditionsBuilder()
                        .withUid(uid)
                        .withResourceVersion(resourceVersion)
                        .build())
                .build()));
  }

  /** Changes the finalizers of only this very version. */
  GroupRecord setFinalizers(GroupRecord group, Object finalizers) {
    return patch(
        group,
        PatchContext.of(PatchType.JSON_MERGE),
        Map.of(
            "metadata",
            Map.of("resourceVersion", group.resourceVersion(), "finalizers", finalizers)));
  }

  /** Changes parts of the status of only this very version. */
  GroupRecord mergeStatus(GroupRecord group, Map<String, Object> status) {
    FailoverGroup merged =
        client
            .resources(FailoverGroup.class)
            .resource(named(group))
            .subresource("status")
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                json(
                    Map.of(
                        "metadata",
                        Map.of("resourceVersion", group.resourceVersion()),
                        "status",
                        status)));
    return GroupRecord.of(merged);
  }

  /**
   * Makes this the whole of what REST clients want of only this very version, and never by force.
   */
  GroupRecord apply(GroupRecord group, Map<String, Object> spec) {
    return patch(
        group,
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(MANAGER)
            .withForce(false)
            .build(),
        Map.of(
            "apiVersion",
            HasMetadata.getApiVersion(FailoverGroup.class),
            "kind",
            FailoverGroup.KIND,
            "metadata",
            Map.of(
                "namespace", group.namespace(),
                "name", group.name(),
                "uid", group.uid(),
                "resourceVersion", group.resourceVersion()),
            "spec",
            spec));
  }

  private GroupRecord patch(GroupRecord group, PatchContext context, Map<String, Object> body) {
    return GroupRecord.of(
        client.resources(FailoverGroup.class).resource(named(group)).patch(context, json(body)));
  }

  private static FailoverGroup named(GroupRecord group) {
    FailoverGroup named = new FailoverGroup();
    named.getMetadata().setNamespace(group.namespace());
    named.getMetadata().setName(group.name());
    return named;
  }

  private static String path(Class<? extends HasMetadata> type, String namespace) {
    return "/apis/%s/%s/namespaces/%s/%s"
        .formatted(
            FailoverGroup.GROUP, FailoverGroup.VERSION, namespace, HasMetadata.getPlural(type));
  }

  private String json(Object body) {
    return client.getKubernetesSerialization().asJson(body);
  }
}
