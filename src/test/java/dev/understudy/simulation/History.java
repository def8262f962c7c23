package dev.understudy.simulation;

import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.election.Role;
import dev.understudy.group.GroupKey;
import dev.understudy.group.Reply;
import dev.understudy.history.Acting;
import dev.understudy.history.Answer;
import dev.understudy.history.Deletion;
import dev.understudy.history.Ended;
import dev.understudy.history.Expectation;
import dev.understudy.history.GroupWrite;
import dev.understudy.history.LeaseWrite;
import dev.understudy.history.Listing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What happens in a simulation, as everybody who takes part notes it, in true time. */
public final class History {
  private final World world;
  private final List<Acting> acting = new ArrayList<>();
  private final List<Answered> answers = new ArrayList<>();
  private final List<Deletion> deletions = new ArrayList<>();
  private final List<Ended> ended = new ArrayList<>();
  private final List<Listing> listings = new ArrayList<>();
  private final List<Expectation> expectations = new ArrayList<>();

  /** A history in which nothing has happened. */
  public History(World world) {
    this.world = world;
  }

  /**
   * An answer to a heartbeat that was handed to the socket.
   *
   * @param asked when the heartbeat arrived
   */
  public record Answered(
      Duration asked,
      Duration at,
      String replica,
      GroupKey group,
      String session,
      Role role,
      long term) {}

  /** Begins a stretch in which a client may act, and gives its number, for {@link #ends}. */
  int begins(Acting stretch) {
    acting.add(stretch);
    return acting.size() - 1;
  }

  /** Makes a stretch end at another time. */
  void ends(int stretch, Duration until) {
    Acting before = acting.get(stretch);
    acting.set(
        stretch,
        new Acting(
            before.group(),
            before.session(),
            before.process(),
            before.keepsRule(),
            before.term(),
            before.from(),
            until.compareTo(before.from()) < 0 ? before.from() : until));
  }

  /** Somebody asks for a session's deletion; gives its number, for {@link #deleted}. */
  int asksToDelete(GroupKey group, String session, String subject) {
    deletions.add(new Deletion(group, session, subject, world.now(), null));
    return deletions.size() - 1;
  }

  /** A deletion is answered with success. */
  void deleted(int asked) {
    Deletion before = deletions.get(asked);
    deletions.set(
        asked,
        new Deletion(
            before.group(), before.session(), before.subject(), before.asked(), world.now()));
  }

  /** The deletion of a group is accepted. */
  void ended(GroupKey group, Duration asked) {
    ended.add(new Ended(group, asked));
  }

  /** A replica lists Leases. */
  void listed(String by) {
    listings.add(new Listing(by, world.now()));
  }

  void expects(Expectation expectation) {
    expectations.add(expectation);
  }

  void answered(
      Duration asked, String replica, GroupKey group, String session, Reply.Answer answer) {
    world.say(() -> "%s tells %s: %s %d".formatted(replica, session, answer.role(), answer.term()));
    answers.add(
        new Answered(asked, world.now(), replica, group, session, answer.role(), answer.term()));
  }

  /** All stretches in which somebody may have acted. */
  public List<Acting> acting() {
    return List.copyOf(acting);
  }

  /** All answers to heartbeats, in order. */
  public List<Answered> answers() {
    return List.copyOf(answers);
  }

  /** All that is known, with what the API server knows, to be judged. */
  public dev.understudy.history.History told(SimulatedApiServer server) {
    return new dev.understudy.history.History(
        acting,
        answers.stream()
            .map(
                answer ->
                    new Answer(
                        answer.group(),
                        answer.session(),
                        answer.role(),
                        answer.term(),
                        answer.asked(),
                        answer.at()))
            .toList(),
        server.leases().events().stream().map(History::write).toList(),
        server.groups().events().stream().map(History::write).toList(),
        deletions,
        ended,
        listings,
        expectations,
        Duration.ZERO);
  }

  private static LeaseWrite write(SimulatedLeases.LeaseEvent event) {
    return new LeaseWrite(
        event.version(),
        switch (event.kind()) {
          case CREATED -> LeaseWrite.Kind.CREATED;
          case UPDATED -> LeaseWrite.Kind.UPDATED;
          case DELETED -> LeaseWrite.Kind.DELETED;
        },
        event.lease(),
        event.before(),
        event.write().by(),
        event.write().sent(),
        event.write().done(),
        event.write().wall());
  }

  private static GroupWrite write(SimulatedGroups.GroupEvent event) {
    FailoverGroupStatus status = event.group().status();
    return new GroupWrite(
        Duration.ofNanos(event.at()),
        event.group().resource(),
        new GroupWrite.Shown(
            status.primary(),
            status.pendingPrimary(),
            status.term() == null ? 0 : status.term(),
            status.lastDataProcessedTime()),
        event.gone());
  }
}
