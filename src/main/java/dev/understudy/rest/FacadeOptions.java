package dev.understudy.rest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the facade listens and how much it takes on.
 *
 * @param address the address to listen on
 * @param port the port to listen on; 0 for any that is free
 * @param eventLoops how many threads serve connections
 * @param backlog how many connections may wait to be accepted
 * @param maxConnections how many connections may be open; one more is answered 503 and closed
 * @param maxRequests how many requests may be in progress, held ones included; one more is answered
 *     503
 * @param maxBodyBytes how many bytes of bodies may be held in memory: of all requests in progress,
 *     and of all large answers that their clients have not taken yet
 * @param idleTimeout how long a connection may be without a request; longer than the connection
 *     pools of clients, which keep theirs for 60 s
 * @param bodyTimeout how long the body of a request may take to arrive
 * @param version the program's version, as clients read it
 * @param tls how connections are secured; they are not if absent
 */
public record FacadeOptions(
    String address,
    int port,
    int eventLoops,
    int backlog,
    int maxConnections,
    int maxRequests,
    long maxBodyBytes,
    Duration idleTimeout,
    Duration bodyTimeout,
    String version,
    @Nullable ServerTls tls) {

  /** The most bytes that a request's body may have. */
  public static final int BODY_LIMIT = 64 * 1024;

  /** Checks that every number can be served. */
  public FacadeOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(port + " is no port");
    }
    if (eventLoops < 1 || backlog < 1 || maxConnections < 1 || maxRequests < 1) {
      throw new IllegalArgumentException("a facade serves at least one of everything");
    }
    if (maxBodyBytes < BODY_LIMIT) {
      throw new IllegalArgumentException("one whole body of " + BODY_LIMIT + " bytes must fit");
    }
    if (!idleTimeout.isPositive() || !bodyTimeout.isPositive()) {
      throw new IllegalArgumentException("timeouts are longer than nothing");
    }
  }

  /** Listens on this machine only, on any free port. */
  public static FacadeOptions local() {
    return new FacadeOptions(
        "127.0.0.1",
        0,
        1,
        1024,
        10_000,
        8_192,
        64L << 20,
        Duration.ofSeconds(90),
        Duration.ofSeconds(15),
        "unknown",
        null);
  }

  /** Without TLS. */
  FacadeOptions(
      String address,
      int port,
      int eventLoops,
      int backlog,
      int maxConnections,
      int maxRequests,
      long maxBodyBytes,
      Duration idleTimeout,
      Duration bodyTimeout,
      String version) {
    this(
        address,
        port,
        eventLoops,
        backlog,
        maxConnections,
        maxRequests,
        maxBodyBytes,
        idleTimeout,
        bodyTimeout,
        version,
        null);
  }

  /** The same, listening elsewhere. */
  public FacadeOptions listeningOn(String newAddress, int newPort) {
    return new FacadeOptions(
        newAddress,
        newPort,
        eventLoops,
        backlog,
        maxConnections,
        maxRequests,
        maxBodyBytes,
        idleTimeout,
        bodyTimeout,
        version,
        tls);
  }

  /** The same, under another version. */
  public FacadeOptions ofVersion(String newVersion) {
    return new FacadeOptions(
        address,
        port,
        eventLoops,
        backlog,
        maxConnections,
        maxRequests,
        maxBodyBytes,
        idleTimeout,
        bodyTimeout,
        newVersion,
        tls);
  }

  /** The same, secured. */
  public FacadeOptions securedBy(ServerTls newTls) {
    return new FacadeOptions(
        address,
        port,
        eventLoops,
        backlog,
        maxConnections,
        maxRequests,
        maxBodyBytes,
        idleTimeout,
        bodyTimeout,
        version,
        newTls);
  }
}
