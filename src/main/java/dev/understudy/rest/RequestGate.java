package dev.understudy.rest;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Hands the requests of one connection on one at a time, each when the one before it is answered.
 * Those that a client sends ahead wait here, but not many and not with much: a client that sends
 * more is cut off.
 *
 * <p>Vert.x would let them wait too, but without a bound, and it forgets to tell of a connection
 * that closes while one waits whose body has not arrived. Used by the connection's event loop.
 */
final class RequestGate extends ChannelInboundHandlerAdapter {

  /** How many requests may wait, and answers that the client does not take. */
  private static final int MOST_WAITING = 4;

  /** A part of a request that waits; a head with the moment of its arrival. */
  private record Waiting(Object part, @Nullable Duration arrival) {}

  private final FacadeState state;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext context;
  private Duration arrival;
  private boolean busy;
  private boolean inBody;
  private boolean closed;
  private int waitingHeads;
  private int waitingBytes;
  private int unwritten;

  RequestGate(FacadeState state) {
    this.state = state;
    this.arrival = state.now();
  }

  /** When the head of the request arrived that was handed on last. */
  Duration arrival() {
    return arrival;
  }

  /** An answer goes to the socket. */
  void writeBegun() {
    unwritten++;
  }

  /** An answer went to the socket, or never will. */
  void writeEnded() {
    unwritten--;
  }

  /** Whether the socket took everything that was written to it. */
  boolean isWritten() {
    return unwritten == 0;
  }

  /** The request that was handed on last is answered, or is being answered in this moment. */
  void open() {
    busy = false;
    ChannelHandlerContext here = context;
    if (here != null && !waiting.isEmpty()) {
      here.executor().execute(() -> handOn(here));
    }
  }

  /**
   * Closes the connection now. From here that passes Vert.x by, which would first wait for the
   * client to take what was written; and from below TLS, which would too.
   */
  void cutOff() {
    close();
    if (context != null) {
      ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
      var _ = tls == null ? context.close() : tls.close();
    }
  }

  /** Forgets what waits: the connection is gone. */
  void close() {
    closed = true;
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      ReferenceCountUtil.release(next.part());
    }
    state.release(waitingBytes);
    waitingBytes = 0;
    waitingHeads = 0;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext here) {
    context = here;
  }

  @Override
  public void channelRead(ChannelHandlerContext here, Object part) {
    if (closed) {
      ReferenceCountUtil.release(part);
    } else if (inBody || (!busy && waiting.isEmpty())) {
      pass(here, part, part instanceof HttpRequest ? state.now() : arrival);
    } else if (!admit(part)) {
      ReferenceCountUtil.release(part);
      cutOff();
    }
  }

  /** Lets a part wait, unless it is too much. */
  private boolean admit(Object part) {
    boolean head = part instanceof HttpRequest;
    int bytes = bytes(part);
    if (head && waitingHeads + unwritten >= MOST_WAITING) {
      return false;
    }
    if (waitingBytes + bytes > FacadeOptions.BODY_LIMIT || !state.reserve(bytes)) {
      return false;
    }
    waitingBytes += bytes;
    waitingHeads += head ? 1 : 0;
    waiting.add(new Waiting(part, head ? state.now() : null));
    return true;
  }

  private void handOn(ChannelHandlerContext here) {
    boolean some = false;
    while (!waiting.isEmpty() && (inBody || !busy)) {
      Waiting next = waiting.remove();
      int bytes = bytes(next.part());
      waitingBytes -= bytes;
      state.release(bytes);
      waitingHeads -= next.arrival() == null ? 0 : 1;
      pass(here, next.part(), next.arrival() == null ? arrival : next.arrival());
      some = true;
    }
    if (some) {
      here.fireChannelReadComplete();
    }
  }

  private void pass(ChannelHandlerContext here, Object part, Duration arrived) {
    arrival = arrived;
    if (part instanceof HttpRequest) {
      busy = true;
      inBody = true;
    }
    if (part instanceof LastHttpContent) {
      inBody = false;
    }
    here.fireChannelRead(part);
  }

  private static int bytes(Object part) {
    return part instanceof HttpContent content ? content.content().readableBytes() : 0;
  }
}
