package dev.understudy.rest;

import io.netty.channel.Channel;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection. Its requests are answered one after another, in order.
 *
 * <p>Used by its own event loop, but for {@link #isOpen}, {@link #peer} and {@link #later}.
 */
final class ClientConnection {

  private static final int PEER_BYTES = 8;

  private final Http1xServerConnection connection;
  private final Channel channel;
  private final FacadeState state;
  private final boolean surplus;
  private final @Nullable String peer;
  private final RequestGate gate;

  private volatile boolean open = true;
  private @Nullable Exchange current;
  private @Nullable Duration bodyDeadline;
  private Duration lastActive;

  ClientConnection(Http1xServerConnection connection, FacadeState state, boolean surplus) {
    this.connection = connection;
    this.channel = connection.channel();
    this.state = state;
    this.surplus = surplus;
    this.peer = fingerprint(channel.remoteAddress());
    this.lastActive = state.now();
    this.gate = new RequestGate(state);
    channel.pipeline().addBefore("handler", "gate", gate);
  }

  /** Whether it is one too many, and only there to be told so. */
  boolean isSurplus() {
    return surplus;
  }

  /** Whether the client has not hung up, as far as is known. From any thread. */
  boolean isOpen() {
    return open && channel.isActive();
  }

  /** A fingerprint of the client's address, without its port. From any thread. */
  @Nullable String peer() {
    return peer;
  }

  /**
   * Runs a task on its event loop, soon. From any thread.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the event loop is gone
   */
  void later(Runnable task) {
    connection.getContext().runOnContext(ignored -> task.run());
  }

  /** When the head of the request arrived that is handled now. */
  Duration arrival() {
    return gate.arrival();
  }

  /** A request is in progress from now on, and its body is to arrive. */
  void begin(Exchange exchange) {
    current = exchange;
    lastActive = state.now();
    bodyDeadline = lastActive.plus(state.options().bodyTimeout());
  }

  /** The body of the request in progress has arrived. */
  void bodyEnded() {
    bodyDeadline = null;
  }

  /** A request is done with. */
  void finish(Exchange exchange) {
    if (current == exchange) {
      current = null;
      bodyDeadline = null;
      lastActive = state.now();
      gate.open();
    }
  }

  /** An answer goes to the socket. */
  void writeBegun() {
    gate.writeBegun();
  }

  /** An answer went to the socket, or never will. */
  void writeEnded() {
    gate.writeEnded();
  }

  /** Whether the socket took everything that was written to it. */
  boolean isWritten() {
    return gate.isWritten();
  }

  /** Closes it after what was written. */
  void close() {
    connection.close();
  }

  /** Closes it now; what was not yet written is lost. */
  void cutOff() {
    var _ = channel.close();
  }

  /** Closes it if nothing is in progress on it. */
  void closeIfIdle() {
    if (current == null) {
      close();
    }
  }

  /** Ends what takes too long. */
  void sweep(Duration now) {
    Exchange exchange = current;
    if (exchange == null) {
      if (state.isDraining()
          || now.minus(lastActive).compareTo(state.options().idleTimeout()) > 0) {
        close();
      }
    } else if (bodyDeadline != null && now.compareTo(bodyDeadline) > 0) {
      exchange.abandonBody();
    }
  }

  /** The connection is gone. */
  void closed() {
    open = false;
    gate.close();
    if (current != null) {
      current.hungUp();
    }
  }

  private static @Nullable String fingerprint(@Nullable SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
      return null;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(inet.getAddress().getAddress()), 0, PEER_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
