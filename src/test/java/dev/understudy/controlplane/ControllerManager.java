package dev.understudy.controlplane;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * A kube-controller-manager with the controllers that matter without nodes. It does its work when
 * its garbage collector does: that one is ready last.
 */
final class ControllerManager implements Server {

  private final KubernetesClient admin;
  private final ServerProcess process;

  ControllerManager(
      Path program, Path directory, Path kubeconfig, KubernetesClient admin, ProcessGuard guard) {
    this.admin = admin;
    this.process =
        new ServerProcess(
            "kube-controller-manager",
            List.of(
                program.toString(),
                "--kubeconfig=" + kubeconfig,
                "--controllers="
                    + String.join(
                        ",",
                        "garbage-collector-controller",
                        "namespace-controller",
                        "serviceaccount-controller",
                        "clusterrole-aggregation-controller",
                        "validatingadmissionpolicy-status-controller"),
                "--leader-elect=false",
                "--kube-api-qps=200",
                "--kube-api-burst=400",
                "--secure-port=0",
                "--profiling=false"),
            directory.resolve("kube-controller-manager.log"),
            guard);
  }

  @Override
  public ServerProcess process() {
    return process;
  }

  /** Waits until an object is collected whose owner never existed. */
  @Override
  public void awaitReady() {
    ConfigMap orphan = orphan();
    admin.configMaps().resource(orphan).create();
    process.awaitReady(() -> admin.configMaps().resource(orphan).get() == null);
  }

  private static ConfigMap orphan() {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("orphan-" + UUID.randomUUID())
        .addNewOwnerReference()
        .withApiVersion("v1")
        .withKind("ConfigMap")
        .withName("never-made")
        .withUid(UUID.randomUUID().toString())
        .endOwnerReference()
        .endMetadata()
        .build();
  }
}
