package dev.understudy.controlplane;

/** A server of the control plane that a test can stop, pause and start again. */
public enum Component {
  /** The store. */
  ETCD("etcd"),
  /** The one API server. */
  API_SERVER("kube-apiserver"),
  /** Garbage collection, namespace deletion, service accounts; not there in every control plane. */
  CONTROLLER_MANAGER("kube-controller-manager");

  private final String program;

  Component(String program) {
    this.program = program;
  }

  /** The name of the program, which is also the name of its log file without {@code .log}. */
  public String program() {
    return program;
  }
}
