package dev.understudy.rest;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection. Its requests are answered one after another, in order; those that arrive
 * meanwhile wait, but not many, and not with much.
 *
 * <p>Used by its own event loop, but for {@link #isOpen}, {@link #peer} and {@link #later}.
 */
final class ClientConnection {

  /** How many requests may wait behind the one in progress. */
  private static final int MOST_WAITING = 4;

  private static final int PEER_BYTES = 8;

  private final Http1xServerConnection connection;
  private final Channel channel;
  private final FacadeState state;
  private final boolean surplus;
  private final @Nullable String peer;
  private final Deque<Duration> arrivals = new ArrayDeque<>();

  private volatile boolean open = true;
  private @Nullable Exchange current;
  private @Nullable Duration bodyDeadline;
  private Duration lastActive;
  private int waitingBytes;
  private int unwritten;

  ClientConnection(Http1xServerConnection connection, FacadeState state, boolean surplus) {
    this.connection = connection;
    this.channel = connection.channel();
    this.state = state;
    this.surplus = surplus;
    this.peer = fingerprint(channel.remoteAddress());
    this.lastActive = state.now();
    channel.pipeline().addBefore("handler", "arrivals", new Arrivals());
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

  /** When the head of the request arrived that is handled next. */
  Duration nextArrival() {
    Duration arrival = arrivals.poll();
    if (arrivals.isEmpty()) {
      forgetWaiting();
    }
    return arrival == null ? state.now() : arrival;
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
    }
  }

  /** An answer goes to the socket. */
  void writeBegun() {
    unwritten++;
  }

  /** An answer went to the socket, or will not. */
  void writeEnded() {
    unwritten--;
  }

  /** Whether the socket took everything that was written to it. */
  boolean isWritten() {
    return unwritten == 0;
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
    forgetWaiting();
    arrivals.clear();
    if (current != null) {
      current.hungUp();
    }
  }

  private void forgetWaiting() {
    state.release(waitingBytes);
    waitingBytes = 0;
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

  /**
   * Sees requests before they wait for their turn: when they arrive, and whether too much waits. A
   * client that sends more than may wait is cut off.
   */
  private final class Arrivals extends ChannelInboundHandlerAdapter {

    private boolean cutOff;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest) {
        arrivals.add(state.now());
      }
      if (cutOff || !fits(message)) {
        ReferenceCountUtil.release(message);
        if (!cutOff) {
          cutOff = true;
          var _ = context.close();
        }
        return;
      }
      context.fireChannelRead(message);
    }

    private boolean fits(Object message) {
      if (arrivals.size() > MOST_WAITING) {
        return false;
      }
      if (message instanceof HttpContent content && !arrivals.isEmpty()) {
        int bytes = content.content().readableBytes();
        if (waitingBytes + bytes > FacadeOptions.BODY_LIMIT || !state.reserve(bytes)) {
          return false;
        }
        waitingBytes += bytes;
      }
      return true;
    }
  }
}
