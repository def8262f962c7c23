package dev.understudy.group;

import dev.understudy.election.SessionRef;
import dev.understudy.election.SessionView.OpenRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One heartbeat from its arrival to its answer. It is answered once; what comes after that is
 * dropped. Belongs to the loop.
 */
final class OpenHeartbeat {
  private final HeartbeatRequest request;
  private final Reply reply;
  private @Nullable SessionRef session;
  private long number;
  private boolean done;
  private Loop.Timer deadline = () -> {};

  OpenHeartbeat(HeartbeatRequest request, Reply reply) {
    this.request = request;
    this.reply = reply;
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

  boolean isOf(SessionRef ref) {
    return ref.equals(session);
  }

  OpenRequest asOpen() {
    return new OpenRequest(request.arrived());
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

  /** Says that there is a plan for the request: from now on that ends it, not the deadline. */
  void planned() {
    deadline.cancel();
  }

  /** Answers, unless that was done already: then the answer has not been sent. */
  void answer(Reply.Answer answer, Consumer<Reply.Delivery> written) {
    if (finish()) {
      reply.answer(answer, written);
    } else {
      written.accept(Reply.Delivery.NOT_SENT);
    }
  }

  void refuse(Refusal refusal) {
    if (finish()) {
      reply.refuse(refusal);
    }
  }

  /** Takes note that the client has hung up. */
  void hungUp() {
    finish();
  }

  private boolean finish() {
    boolean first = !done;
    done = true;
    deadline.cancel();
    return first;
  }
}
