package dev.understudy.controlplane;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Which servers of a control plane run, are frozen or are down, and how they get back. */
final class Servers {

  private final Map<Component, Server> servers = new EnumMap<>(Component.class);
  private final Set<Component> paused = EnumSet.noneOf(Component.class);

  /** Adds a server and starts it. */
  synchronized void add(Component component, Server server) {
    servers.put(component, server);
    server.process().start();
  }

  synchronized boolean has(Component component) {
    return servers.containsKey(component);
  }

  synchronized Server get(Component component) {
    Server server = servers.get(component);
    if (server == null) {
      throw new IllegalStateException("this control plane has no " + component.program());
    }
    return server;
  }

  synchronized void stop(Component component) {
    get(component).process().kill();
    paused.remove(component);
  }

  synchronized void start(Component component) {
    Server server = get(component);
    server.process().start();
    server.awaitReady();
    // The API server that outlived an outage of its store takes a moment to find it again.
    if (component == Component.ETCD && works(Component.API_SERVER)) {
      get(Component.API_SERVER).awaitReady();
    }
  }

  synchronized void pause(Component component) {
    get(component).process().pause();
    paused.add(component);
  }

  synchronized void resume(Component component) {
    get(component).process().resume();
    paused.remove(component);
  }

  /** Lets every frozen server go on and starts every one that is down, in their order. */
  synchronized void restore() {
    for (Component component : Set.copyOf(paused)) {
      resume(component);
    }
    for (Component component : servers.keySet()) {
      if (!works(component)) {
        start(component);
      }
    }
  }

  synchronized void stopAll() {
    servers.keySet().forEach(this::stop);
  }

  private boolean works(Component component) {
    return get(component).process().isRunning() && !paused.contains(component);
  }
}
