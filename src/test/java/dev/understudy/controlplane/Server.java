package dev.understudy.controlplane;

/** A server of the control plane: its process, and how to tell that it does its work. */
interface Server {

  ServerProcess process();

  /** Waits until it does its work; fails with the end of its log if that takes too long. */
  void awaitReady();
}
