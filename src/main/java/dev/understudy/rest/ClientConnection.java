package dev.understudy.rest;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection. Its requests are answered one after another, in order.
 *
 * <p>Used by its own event loop, but for {@link #isOpen}, {@link #peer} and {@link #later}.
 */
final class ClientConnection {

  private static final X509Certificate[] NO_CERTIFICATES = {};
  private static final int PEER_BYTES = 8;
  private static final int NETWORK_BYTES = 8;

  /** Far longer than any hold, and than any client waits. */
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(2);

  private final Http1xServerConnection connection;
  private final Channel channel;
  private final FacadeState state;
  private final boolean surplus;
  private final @Nullable String peer;
  private final String network;
  private final RequestGate gate;

  private volatile boolean open = true;
  private X509Certificate[] certificates;
  private boolean outdated;
  private @Nullable Exchange current;
  private @Nullable Duration bodyDeadline;
  private Duration lastActive;

  ClientConnection(Http1xServerConnection connection, FacadeState state, boolean surplus) {
    this.connection = connection;
    this.channel = connection.channel();
    this.state = state;
    this.surplus = surplus;
    this.peer = fingerprint(channel.remoteAddress());
    this.network = network(channel.remoteAddress());
    this.certificates = certificates(connection.sslSession());
    this.lastActive = state.now();
    this.gate = new RequestGate(state);
    channel.pipeline().addBefore("handler", "gate", gate);
    if (state.options().tls() != null) {
      // The handshake may have resumed a session in which others vouched for the client.
      checkCertificate(state.options().tls());
    }
  }

  /** Whether it is one too many, and only there to be told so. */
  boolean isSurplus() {
    return surplus;
  }

  /** Whether it ends with the next answer. */
  boolean isEnding() {
    return surplus || outdated;
  }

  /** Whether the client has not hung up, as far as is known. From any thread. */
  boolean isOpen() {
    return open && channel.isActive();
  }

  /** A fingerprint of the client's address, without its port. From any thread. */
  @Nullable String peer() {
    return peer;
  }

  /** The client's address, as people write it; empty if it is not known. */
  String address() {
    return channel.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "";
  }

  /**
   * The client's address or, of IPv6, the network that one subscriber has to choose addresses from.
   * From any thread.
   */
  String network() {
    return network;
  }

  /** The certificate that the client proved to own in the TLS handshake; null if it did not. */
  @Nullable X509Certificate certificate() {
    return certificates.length > 0 ? certificates[0] : null;
  }

  /** Forgets the certificate, if nobody vouches for it any more; the client may connect anew. */
  void checkCertificate(ServerTls tls) {
    if (certificates.length > 0 && !tls.vouchesFor(certificates)) {
      certificates = NO_CERTIFICATES;
      outdated = true;
      closeIfIdle();
    }
  }

  /**
   * Runs a task on its event loop, soon. From any thread.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the event loop is gone
   */
  void later(Runnable task) {
    connection.getContext().runOnContext(ignored -> task.run());
  }

  /** Has a worker do something that takes its time; the result comes back to the event loop. */
  <T> Future<T> work(Supplier<T> task) {
    return connection.getContext().executeBlocking(task::get, false).map(Objects::requireNonNull);
  }

  /** When the head of the request arrived that is handled now. */
  Duration arrival() {
    return gate.arrival();
  }

  /** A request is in progress from now on, and its body is to arrive. */
  void begin(Exchange exchange) {
    current = exchange;
    lastActive = state.now();
    bodyExpected();
  }

  /** The body of the request in progress is to arrive from now on. */
  void bodyExpected() {
    bodyDeadline = state.now().plus(state.options().bodyTimeout());
  }

  /** The body of the request in progress is not asked for now. */
  void bodyWaits() {
    bodyDeadline = null;
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
    gate.cutOff();
  }

  /** Closes it if nothing is in progress on it. */
  void closeIfIdle() {
    if (current == null) {
      close();
    }
  }

  /** Ends what takes too long. */
  void sweep(Duration now) {
    Duration since = now.minus(lastActive);
    if (current == null) {
      if (state.isDraining() && isWritten()) {
        close();
      } else if (since.compareTo(state.options().idleTimeout()) > 0) {
        cutOff();
      }
    } else if (bodyDeadline != null) {
      if (now.compareTo(bodyDeadline) > 0) {
        current.abandonBody();
      }
    } else if (since.compareTo(LONGEST_ANSWER) > 0) {
      current.giveUp();
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

  private static X509Certificate[] certificates(@Nullable SSLSession session) {
    if (session == null) {
      return NO_CERTIFICATES;
    }
    try {
      return Stream.of(session.getPeerCertificates()).toArray(X509Certificate[]::new);
    } catch (SSLPeerUnverifiedException e) {
      return NO_CERTIFICATES;
    }
  }

  private static String network(@Nullable SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
      return "";
    }
    byte[] bytes = inet.getAddress().getAddress();
    return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
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
