package dev.understudy.group;

import dev.understudy.election.Role;
import dev.understudy.election.SessionRef;
import dev.understudy.election.SessionView.OpenRequest;
import dev.understudy.telemetry.HoldEnd;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One heartbeat from its arrival to its answer. It is answered once; what comes after that is
 * dropped. Belongs to the loop.
 */
final class OpenHeartbeat {
  private final HeartbeatRequest request;
  private final Reply reply;
  private final GroupContext context;
  private @Nullable SessionRef session;
  private long number;
  private boolean held;
  private boolean admitted;
  private boolean done;
  private Loop.Timer deadline = () -> {};

  OpenHeartbeat(HeartbeatRequest request, Reply reply, GroupContext context) {
    this.request = request;
    this.reply = reply;
    this.context = context;
  }

  HeartbeatRequest request() {
    return request;
  }

  /** Says whose it is, once that is known, and which of that session's heartbeats. */
  void of(SessionRef ref, long newNumber) {
    session = ref;
    number = newNumber;
  }

  /** Which of its session's heartbeats it is: they are counted over all replicas. */
  long number() {
    return number;
  }

  /** Says that it does not come too soon. */
  void admitted() {
    admitted = true;
  }

  /** Whether that was found out already: it is once, however often the heartbeat is decided. */
  boolean isAdmitted() {
    return admitted;
  }

  boolean isOf(SessionRef ref) {
    return ref.equals(session);
  }

  OpenRequest asOpen() {
    return new OpenRequest(request.arrived(), request.instance());
  }

  /** Whether an answer can still reach the client. */
  boolean isWaiting() {
    return !done && reply.isOpen();
  }

  /** Sets what ends the request if nothing else does in time. */
  void deadline(Loop.Timer timer) {
    deadline.cancel();
    deadline = timer;
  }

  /**
   * Says that there is a plan for the request: it is held, and from now on that ends it, not the
   * deadline.
   */
  void planned() {
    deadline.cancel();
    if (!held && !done) {
      held = true;
      context.metrics().holdBegins();
    }
  }

  /** How a hold has ended that is answered so in the ordinary course. */
  static HoldEnd end(Role role) {
    return switch (role) {
      case PRIMARY -> HoldEnd.PROMOTED;
      case PENDING_PRIMARY -> HoldEnd.PENDING;
      case SECONDARY -> HoldEnd.STANDBY;
    };
  }

  /**
   * Answers, unless that was done already: then the answer has not been sent.
   *
   * @param end how its hold has ended, if it was held
   */
  void answer(Reply.Answer answer, HoldEnd end, Consumer<Reply.Delivery> written) {
    if (finish(end)) {
      context.metrics().answered(answer.role(), age(), held);
      reply.answer(answer, written);
    } else {
      written.accept(Reply.Delivery.NOT_SENT);
    }
  }

  void refuse(Refusal refusal) {
    if (finish(HoldEnd.REFUSED)) {
      context.metrics().refused(refusal.kind(), age(), held);
      reply.refuse(refusal);
    }
  }

  /** Takes note that the client has hung up. */
  void hungUp() {
    if (finish(HoldEnd.HUNG_UP)) {
      context.metrics().hungUp();
    }
  }

  private Duration age() {
    return context.now().monotonic().minus(request.arrived());
  }

  private boolean finish(HoldEnd end) {
    if (done) {
      return false;
    }
    done = true;
    deadline.cancel();
    if (held) {
      context.metrics().holdEnds(end);
    }
    return true;
  }
}
