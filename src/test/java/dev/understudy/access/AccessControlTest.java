package dev.understudy.access;

import static dev.understudy.access.Samples.HOME;
import static dev.understudy.access.Samples.allowed;
import static dev.understudy.access.Samples.list;
import static dev.understudy.access.Samples.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.access.AccessControl.Judged;
import dev.understudy.access.AccessControl.Verdict;
import dev.understudy.access.AccessLists.Replacement;
import dev.understudy.access.Decision.Ground;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AccessControlTest {

  private static final Where G = Where.group(HOME, "ns", "g");
  private static final Identity ANN = user("ann", "staff");
  private static final AccessList OPEN = list(allowed("staff", Right.READ));
  private static final AccessList SHUT = list(allowed("others", Right.READ));

  private final Kept lists = new Kept();
  private final AccessControl control = new AccessControl(lists, RoleNames.AS_THEY_ARE);

  /** Lists that are told what they know and what they would read. */
  private static final class Kept implements AccessLists {
    final Map<Where, InForce> known = new HashMap<>();
    final Map<Where, InForce> stored = new HashMap<>();
    final List<String> asked = new ArrayList<>();

    @Override
    public Optional<InForce> known(Where where) {
      return Optional.ofNullable(known.get(where));
    }

    @Override
    public CompletionStage<InForce> read(Where where) {
      asked.add("read");
      return CompletableFuture.completedFuture(stored.get(where));
    }

    @Override
    public CompletionStage<InForce> confirm(Where where) {
      asked.add("confirm");
      return CompletableFuture.completedFuture(stored.get(where));
    }

    @Override
    public CompletionStage<Replacement> replace(
        Where where, List<Entry> entries, Function<InForce, Decision> judge) {
      asked.add("replace");
      return CompletableFuture.completedFuture(
          judge.apply(stored.get(where)) instanceof Decision.Refused refused
              ? new Replacement.Refused(refused)
              : new Replacement.Done());
    }

    @Override
    public CompletionStage<Void> found(Where where, AccessList list, String creator) {
      assertThat(creator).isEqualTo(ANN.subject());
      asked.add("found");
      stored.put(where, new InForce(list, true));
      return CompletableFuture.completedFuture(null);
    }
  }

  private Verdict decide(Caller caller, Where where) {
    return control.decide(caller, where, Right.READ).toCompletableFuture().join();
  }

  @Test
  void where_nobody_is_asked_everybody_may_do_everything() {
    Caller anyone = new Caller.Anyone();

    assertThat(decide(anyone, G).decision())
        .isEqualTo(new Decision.Allowed(new Ground.NobodyIsAsked()));
    assertThat(control.belongs(anyone, HOME).isAllowed()).isTrue();
    lists.stored.put(G, new InForce(SHUT, true));
    Judged judged =
        control.judge(anyone, G, Right.MANAGE_ACCESS_CONTROL).toCompletableFuture().join();
    assertThat(judged.verdict().decision().isAllowed()).isTrue();
    assertThat(judged.list()).isEqualTo(SHUT);
    assertThat(lists.asked).containsExactly("read");
  }

  @Test
  void who_is_allowed_by_what_is_known_is_allowed_at_once() {
    lists.known.put(G, new InForce(OPEN, true));

    Verdict verdict = decide(ANN, G);

    assertThat(verdict.decision().isAllowed()).isTrue();
    assertThat(verdict.exists()).isTrue();
    assertThat(lists.asked).isEmpty();
  }

  @Test
  void nobody_is_refused_before_the_list_was_read_anew() {
    lists.known.put(G, new InForce(SHUT, true));
    lists.stored.put(G, new InForce(OPEN, true));

    assertThat(decide(ANN, G).decision().isAllowed()).isTrue();
    assertThat(lists.asked).containsExactly("confirm");

    lists.stored.put(G, new InForce(SHUT, true));
    assertThat(decide(ANN, G).decision().isAllowed()).isFalse();
  }

  @Test
  void nobody_is_allowed_by_a_list_that_is_not_known() {
    lists.stored.put(G, new InForce(SHUT, false));

    Verdict verdict = decide(ANN, G);

    assertThat(verdict.decision().isAllowed()).isFalse();
    assertThat(verdict.exists()).isFalse();
    assertThat(lists.asked).containsExactly("confirm");
  }

  @Test
  void a_stranger_is_refused_without_a_look_at_any_list() {
    Identity stranger = new Identity("other", Identity.Kind.USER, "ann", Set.of("staff"));
    lists.known.put(G, new InForce(OPEN, true));

    assertThat(decide(stranger, G).decision()).isEqualTo(Decision.otherTenant(HOME));
    assertThat(control.belongs(stranger, HOME)).isEqualTo(Decision.otherTenant(HOME));
    assertThat(control.belongs(ANN, HOME)).isEqualTo(new Decision.Allowed(new Ground.Belongs()));
    assertThat(lists.asked).isEmpty();
  }

  @Test
  void a_judgement_rests_on_what_was_read_and_on_nothing_known() {
    lists.known.put(G, new InForce(OPEN, true));
    lists.stored.put(G, new InForce(SHUT, true));

    Judged judged = control.judge(ANN, G, Right.READ).toCompletableFuture().join();

    assertThat(judged.verdict().decision().isAllowed()).isFalse();
    assertThat(judged.list()).isEqualTo(SHUT);
  }

  @Test
  void a_listing_leaves_out_what_somebody_may_not_read() {
    lists.known.put(Where.group(HOME, "ns", "1"), new InForce(OPEN, true));
    lists.known.put(Where.group(HOME, "ns", "2"), new InForce(SHUT, true));
    lists.stored.put(Where.group(HOME, "ns", "3"), new InForce(OPEN, true));
    lists.stored.put(Where.group(HOME, "ns", "4"), new InForce(SHUT, true));

    List<Integer> left =
        control
            .filter(ANN, HOME, "ns", Right.READ, List.of(1, 2, 3, 4), Object::toString)
            .toCompletableFuture()
            .join();

    assertThat(left).containsExactly(1, 3);
    assertThat(lists.asked).containsExactly("confirm", "confirm");
  }

  @Test
  void a_listing_is_whole_where_nobody_is_asked() {
    assertThat(
            control
                .filter(
                    new Caller.Anyone(), HOME, "ns", Right.READ, List.of(1, 2), Object::toString)
                .toCompletableFuture()
                .join())
        .containsExactly(1, 2);
    assertThat(lists.asked).isEmpty();
  }

  @Test
  void a_list_is_replaced_only_by_who_may_manage_the_version_that_is_replaced() {
    lists.stored.put(G, new InForce(OPEN, true));
    lists.known.put(G, new InForce(list(allowed("staff", Right.values())), true));

    assertThat(control.replace(ANN, G, List.of()).toCompletableFuture().join())
        .isEqualTo(
            new Replacement.Refused(
                (Decision.Refused)
                    Decision.missing(
                        Right.MANAGE_ACCESS_CONTROL, G.entity(), new Ground.NothingSaid())));

    lists.stored.put(G, new InForce(list(allowed("staff", Right.MANAGE_ACCESS_CONTROL)), true));
    assertThat(control.replace(ANN, G, List.of()).toCompletableFuture().join())
        .isEqualTo(new Replacement.Done());
  }

  @Test
  void a_new_group_gets_a_copy_of_the_collection_s_list_with_its_creator_as_the_owner() {
    control.found(ANN, G, OPEN.ownedBy(Trustee.of(user("boss")))).toCompletableFuture().join();

    assertThat(lists.stored.get(G).list()).isEqualTo(OPEN.ownedBy(Trustee.of(ANN)));
  }

  @Test
  void a_new_group_gets_no_list_where_nobody_is_asked() {
    control.found(new Caller.Anyone(), G, OPEN).toCompletableFuture().join();

    assertThat(lists.asked).isEmpty();
  }

  @Test
  void the_roles_of_the_provider_count_as_the_built_in_ones() {
    AccessControl mapped =
        new AccessControl(lists, new RoleNames(Map.of("Users", Set.of("staff"))));
    lists.known.put(G, new InForce(list(allowed("Users", Right.READ)), true));

    assertThat(
            mapped.decide(ANN, G, Right.READ).toCompletableFuture().join().decision().isAllowed())
        .isTrue();
  }
}
