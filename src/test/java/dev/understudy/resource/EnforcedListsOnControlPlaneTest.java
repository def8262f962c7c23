package dev.understudy.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.understudy.access.AccessControl;
import dev.understudy.access.AccessList;
import dev.understudy.access.AccessLists.Replacement;
import dev.understudy.access.AccessLists.Unavailable;
import dev.understudy.access.Decision;
import dev.understudy.access.Entry;
import dev.understudy.access.Identity;
import dev.understudy.access.InForce;
import dev.understudy.access.ListProblem;
import dev.understudy.access.Right;
import dev.understudy.access.Rights;
import dev.understudy.access.RoleNames;
import dev.understudy.access.Trustee;
import dev.understudy.access.Where;
import dev.understudy.api.Condition;
import dev.understudy.api.GroupAcl;
import dev.understudy.api.GroupAclStatus;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.lease.Gate;
import dev.understudy.testing.Installed;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which list is in force, by a real API server, also while it cannot be heard. */
@WithControlPlane
class EnforcedListsOnControlPlaneTest {

  private static final String HOME = "default";
  private static final AccessList DEFAULT =
      new AccessList(null, List.of(role("admins", Right.values())));
  private static final Identity ADMIN =
      new Identity(HOME, Identity.Kind.USER, "ada", Set.of("admins"));
  private static final Identity STAFF =
      new Identity(HOME, Identity.Kind.CLIENT, "sam", Set.of("staff"));

  private final ControlPlane plane;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final AtomicLong skippedNanos = new AtomicLong();
  private String namespace = "";
  private Groups groups;
  private GroupWrites groupWrites;
  private EnforcedLists lists;
  private AccessControl control;

  EnforcedListsOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    Installed.on(plane);
  }

  @BeforeEach
  void start() {
    namespace = plane.freshNamespace("lists");
    KubernetesClient client = client(null);
    groups = closing(new Groups(client, Set.of(namespace)));
    groupWrites = new GroupWrites(client, groups);
    groups.start().join();
    lists = lists(client, namespace);
    control = new AccessControl(lists, RoleNames.AS_THEY_ARE);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  // The parts

  private <T extends AutoCloseable> T closing(T part) {
    open.push(part);
    return part;
  }

  private KubernetesClient client(@Nullable Gate gate) {
    Config config = plane.config(plane.serviceAccount("understudy", "understudy"));
    return closing(
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(config)
                    .withMasterUrl((gate == null ? plane.url() : gate.url()).toString())
                    .withRequestRetryBackoffLimit(0)
                    .withWatchReconnectLimit(0)
                    .withRequestTimeout(2_000)
                    .build())
            .build());
  }

  private EnforcedLists lists(KubernetesClient client, String... namespaces) {
    ExecutorService blocking = closing(Executors.newVirtualThreadPerTaskExecutor());
    EnforcedLists made =
        closing(
            new EnforcedLists(
                new EnforcedLists.Parts(
                    client,
                    Set.of(namespaces),
                    groups,
                    new StatusWriter(client, groups),
                    blocking,
                    () -> Duration.ofNanos(System.nanoTime() + skippedNanos.get()),
                    Clock.systemUTC()),
                DEFAULT));
    made.start().join();
    return made;
  }

  private static Entry role(String id, Right... rights) {
    return new Entry(
        new Trustee(Trustee.Type.ROLE, id, null), Entry.Effect.ALLOWED, Rights.of(rights));
  }

  private Where collection() {
    return Where.collection(HOME, namespace);
  }

  private Where group(String id) {
    return Where.group(HOME, namespace, id);
  }

  private GroupRecord made(String id, String creator) {
    groupWrites.create(
        namespace, new GroupWrites.Draft(id, null, null, Duration.ofSeconds(20), null), creator);
    await().until(() -> groups.findById(namespace, id).isPresent());
    return groups.findById(namespace, id).orElseThrow();
  }

  private void deleted(GroupRecord group) {
    groupWrites.removeFinalizer(groups.read(namespace, group.name()).orElseThrow());
    groupWrites.delete(groups.read(namespace, group.name()).orElseThrow());
    await().until(() -> groups.findById(namespace, group.id()).isEmpty());
  }

  private Optional<GroupAcl> stored(String name) {
    return Optional.ofNullable(
        plane.adminClient().resources(GroupAcl.class).inNamespace(namespace).withName(name).get());
  }

  /** Writes a list with kubectl, and has it accepted as a reconciler would. */
  private void authored(String name, String spec) {
    plane
        .kubectlWithInput(
            """
            {"apiVersion": "understudy.dev/v1alpha1", "kind": "GroupAcl",
             "metadata": {"name": "%s", "namespace": "%s"}, "spec": %s}
            """
                .formatted(name, namespace, spec),
            "apply",
            "-f",
            "-")
        .orFail();
    accept(name);
  }

  private void accept(String name) {
    GroupAcl acl = stored(name).orElseThrow();
    acl.setStatus(
        AclStatuses.next(acl, groups.find(namespace, name), HOME, Clock.systemUTC().instant()));
    plane.adminClient().resource(acl).updateStatus();
  }

  private static String all(String role) {
    return """
    {"roleTrusteeAccessControlEntries": [
      {"trustee": {"type": "Role", "objectId": "%s"}, "accessRights": ["All"]}]}
    """
        .formatted(role);
  }

  private static String allOfGroup(String group, String role) {
    return """
    {"groupRef": {"name": "%s"}, "roleTrusteeAccessControlEntries": [
      {"trustee": {"type": "Role", "objectId": "%s"}, "accessRights": ["All"]}]}
    """
        .formatted(group, role);
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private boolean may(Identity who, Where where, Right right) {
    return join(control.decide(who, where, right)).decision().isAllowed();
  }

  private Optional<AccessList> known(Where where) {
    return lists.known(where).map(InForce::list);
  }

  private static AccessList allFor(String role) {
    return new AccessList(null, List.of(role(role, Right.values())));
  }

  // Which list is in force

  @Test
  void the_default_list_is_in_force_where_nobody_has_written_one() {
    made("g", "");

    assertThat(known(collection())).contains(DEFAULT);
    assertThat(known(group("g"))).contains(DEFAULT);
    assertThat(join(lists.read(group("g")))).isEqualTo(new InForce(DEFAULT, true));
  }

  @Test
  void a_group_without_a_list_goes_by_the_collection_s_and_one_with_a_list_by_its_own() {
    made("g", "");
    made("h", "");
    authored("collection", all("everyone"));
    authored("h", allOfGroup("h", "few"));

    await().until(() -> known(collection()).equals(Optional.of(allFor("everyone"))));
    await().until(() -> known(group("h")).equals(Optional.of(allFor("few"))));
    assertThat(known(group("g"))).contains(allFor("everyone"));
    assertThat(join(lists.read(group("g"))).list()).isEqualTo(allFor("everyone"));
    assertThat(join(lists.read(group("h"))).list()).isEqualTo(allFor("few"));
  }

  @Test
  void a_list_that_was_not_accepted_is_not_in_force() {
    plane
        .kubectlWithInput(
            """
            {"apiVersion": "understudy.dev/v1alpha1", "kind": "GroupAcl",
             "metadata": {"name": "collection", "namespace": "%s"}, "spec": %s}
            """
                .formatted(namespace, all("other")),
            "apply",
            "-f",
            "-")
        .orFail();

    assertThat(join(lists.read(collection())).list()).isEqualTo(DEFAULT);
  }

  @Test
  void a_broken_edit_keeps_the_accepted_list_in_force_for_replicas_that_start_later_too() {
    authored("collection", all("everyone"));
    await().until(() -> known(collection()).equals(Optional.of(allFor("everyone"))));

    // What no rule of the API server can see: the role is another tenant's.
    authored(
        "collection",
        """
        {"roleTrusteeAccessControlEntries": [
          {"trustee": {"type": "Role", "objectId": "x", "tenantId": "other"},
           "accessRights": ["All"]}]}
        """);

    assertThat(join(lists.read(collection())).list()).isEqualTo(allFor("everyone"));
    EnforcedLists later = lists(client(null), namespace);
    assertThat(later.known(collection()).map(InForce::list)).contains(allFor("everyone"));
    GroupAclStatus status = stored("collection").orElseThrow().getStatus();
    assertThat(status.conditions())
        .filteredOn(condition -> condition.type().equals("Ready"))
        .singleElement()
        .satisfies(
            ready -> {
              assertThat(ready.status()).isEqualTo(Condition.Status.FALSE);
              assertThat(ready.reason()).isEqualTo("InvalidSpec");
              assertThat(ready.message())
                  .contains("no role of the tenant 'default'", "generation 1 stays in force");
            });
  }

  @Test
  void a_list_that_was_authored_beforehand_is_in_force_before_there_is_a_group() {
    authored("g", allOfGroup("g", "few"));

    assertThat(join(lists.read(group("g")))).isEqualTo(new InForce(allFor("few"), false));
    assertThat(lists.known(group("g"))).isEmpty();
    made("g", "");
    await().until(() -> known(group("g")).equals(Optional.of(allFor("few"))));
  }

  @Test
  void lists_of_all_namespaces_are_told_apart() {
    EnforcedLists everywhere = lists(client(null));
    String other = plane.freshNamespace("lists");
    authored("collection", all("everyone"));

    await()
        .until(
            () ->
                everywhere
                    .known(collection())
                    .map(InForce::list)
                    .equals(Optional.of(allFor("everyone"))));
    assertThat(everywhere.known(Where.collection(HOME, other)).map(InForce::list))
        .contains(DEFAULT);
  }

  @Test
  void a_namespace_that_is_not_served_has_no_list() {
    assertThatThrownBy(() -> lists.known(Where.collection(HOME, "elsewhere")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // Changes

  @Test
  void a_list_that_was_replaced_is_in_force_here_when_that_is_said() {
    assertThat(join(control.replace(ADMIN, collection(), List.of(role("staff", Right.values())))))
        .isEqualTo(new Replacement.Done());

    assertThat(known(collection())).contains(allFor("staff"));
    GroupAcl acl = stored("collection").orElseThrow();
    assertThat(acl.getStatus().accepted().generation()).isEqualTo(1);
    assertThat(acl.getStatus().conditions())
        .extracting(Condition::type, Condition::reason)
        .containsExactly(tuple("Ready", "Enforced"));
    assertThat(acl.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(acl.getSpec().groupRef()).isNull();
    assertThat(may(ADMIN, collection(), Right.READ)).isFalse();
    assertThat(may(STAFF, collection(), Right.MANAGE_ACCESS_CONTROL)).isTrue();

    assertThat(join(control.replace(STAFF, collection(), List.of(role("admins", Right.values())))))
        .isEqualTo(new Replacement.Done());
    assertThat(known(collection())).contains(DEFAULT);
    assertThat(stored("collection").orElseThrow().getStatus().accepted().generation()).isEqualTo(2);
  }

  @Test
  void the_list_of_a_group_that_had_none_is_made_and_goes_with_the_group() {
    GroupRecord group = made("Group №1", "");

    assertThat(
            join(control.replace(ADMIN, group("Group №1"), List.of(role("staff", Right.values())))))
        .isEqualTo(new Replacement.Done());

    assertThat(known(group("Group №1"))).contains(allFor("staff"));
    GroupAcl acl = stored(group.name()).orElseThrow();
    assertThat(acl.getSpec().groupRef().name()).isEqualTo(group.name());
    assertThat(acl.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(group.uid()));
  }

  @Test
  void the_owner_stays_and_what_was_authored_stays_authored() {
    made("g", "");
    authored(
        "g",
        """
        {"groupRef": {"name": "g"}, "owner": {"type": "User", "objectId": "ann"},
         "roleTrusteeAccessControlEntries": [
          {"trustee": {"type": "Role", "objectId": "admins"}, "accessRights": ["All"]}]}
        """);

    join(control.replace(ADMIN, group("g"), List.of(role("staff", Right.values()))));

    assertThat(known(group("g")))
        .contains(allFor("staff").ownedBy(new Trustee(Trustee.Type.USER, "ann", null)));
    assertThat(stored("g").orElseThrow().getMetadata().getOwnerReferences()).isEmpty();
  }

  @Test
  void whoever_was_just_denied_the_right_to_change_a_list_cannot_take_it_back() {
    EnforcedLists deaf = lists(client(null), namespace);
    AccessControl elsewhere = new AccessControl(deaf, RoleNames.AS_THEY_ARE);
    deaf.close();
    join(control.replace(ADMIN, collection(), List.of(role("staff", Right.values()))));
    assertThat(deaf.known(collection()).map(InForce::list)).contains(DEFAULT);

    assertThat(
            join(elsewhere.replace(ADMIN, collection(), List.of(role("admins", Right.values())))))
        .isInstanceOf(Replacement.Refused.class);
    assertThat(stored("collection").orElseThrow().getSpec().roleTrusteeAccessControlEntries())
        .singleElement()
        .satisfies(entry -> assertThat(entry.trustee().objectId()).isEqualTo("staff"));
  }

  @Test
  void a_list_that_cannot_be_is_refused_in_the_words_of_the_resource() {
    Entry user =
        new Entry(new Trustee(Trustee.Type.USER, "ann", null), Entry.Effect.ALLOWED, Rights.ALL);

    assertThat(join(control.replace(ADMIN, collection(), List.of(user))))
        .isInstanceOfSatisfying(
            Replacement.Invalid.class,
            invalid ->
                assertThat(invalid.problems())
                    .extracting(ListProblem::field, ListProblem::reason)
                    .contains(
                        tuple(
                            "roleTrusteeAccessControlEntries[0].trustee",
                            "only a Role can be the trustee of an entry")));
    assertThat(join(control.replace(ADMIN, collection(), List.of(role("staff", Right.READ)))))
        .isInstanceOf(Replacement.Invalid.class);
    assertThat(join(control.replace(ADMIN, collection(), List.of())))
        .isInstanceOf(Replacement.Invalid.class);
    assertThat(stored("collection")).isEmpty();
  }

  @Test
  void there_is_no_list_to_replace_without_a_group_but_that_is_told_to_managers_only() {
    assertThat(join(control.replace(ADMIN, group("none"), List.of(role("a", Right.values())))))
        .isEqualTo(new Replacement.Absent());
    assertThat(join(control.replace(STAFF, group("none"), List.of(role("a", Right.values())))))
        .isInstanceOf(Replacement.Refused.class);
  }

  // New groups

  @Test
  void whoever_makes_a_group_owns_its_list() {
    made("g", STAFF.subject());

    join(control.found(STAFF, group("g"), DEFAULT));

    assertThat(known(group("g"))).contains(DEFAULT.ownedBy(Trustee.of(STAFF)));
    assertThat(may(STAFF, group("g"), Right.MANAGE_ACCESS_CONTROL)).isTrue();
    assertThat(may(STAFF, collection(), Right.READ)).isFalse();
    assertThat(stored("g").orElseThrow().getMetadata().getOwnerReferences()).hasSize(1);
  }

  @Test
  void the_owner_of_a_new_group_is_let_in_by_replicas_that_have_not_heard_of_its_list() {
    EnforcedLists deaf = lists(client(null), namespace);
    deaf.close();
    made("g", STAFF.subject());
    join(control.found(STAFF, group("g"), DEFAULT));
    assertThat(deaf.known(group("g")).map(InForce::list)).contains(DEFAULT);

    assertThat(
            join(new AccessControl(deaf, RoleNames.AS_THEY_ARE)
                    .decide(STAFF, group("g"), Right.DELETE))
                .decision()
                .isAllowed())
        .isTrue();
  }

  @Test
  void a_list_that_somebody_has_authored_stays_and_nobody_becomes_its_owner() {
    authored("g", allOfGroup("g", "few"));
    made("g", STAFF.subject());

    join(control.found(STAFF, group("g"), DEFAULT));

    assertThat(join(lists.read(group("g"))).list()).isEqualTo(allFor("few"));
  }

  @Test
  void only_the_one_who_made_a_group_can_have_its_list_made() {
    made("theirs", ADMIN.subject());
    made("nobody-s", "");

    join(control.found(STAFF, group("theirs"), DEFAULT));
    join(control.found(STAFF, group("nobody-s"), DEFAULT));
    join(control.found(STAFF, group("none"), DEFAULT));

    assertThat(stored("theirs")).isEmpty();
    assertThat(stored("nobody-s")).isEmpty();
    assertThat(stored("none")).isEmpty();
  }

  @Test
  void a_group_made_anew_is_not_ruled_by_the_list_of_the_one_before() {
    GroupRecord before = made("g", STAFF.subject());
    join(control.found(STAFF, group("g"), DEFAULT));
    plane
        .adminClient()
        .resource(stored("g").orElseThrow())
        .edit(
            acl -> {
              acl.getMetadata().setFinalizers(List.of("example.org/kept"));
              return acl;
            });
    deleted(before);
    made("g", ADMIN.subject());

    assertThat(may(STAFF, group("g"), Right.READ)).isFalse();
    assertThat(join(lists.read(group("g"))).list()).isEqualTo(DEFAULT);

    plane
        .adminClient()
        .resource(stored("g").orElseThrow())
        .edit(
            acl -> {
              acl.getMetadata().setFinalizers(List.of());
              return acl;
            });
    join(control.found(ADMIN, group("g"), DEFAULT));
    assertThat(known(group("g"))).contains(DEFAULT.ownedBy(Trustee.of(ADMIN)));
  }

  // What cannot be heard

  @Test
  void a_replica_that_hears_nothing_for_ten_seconds_allows_nothing_by_what_it_knows() {
    Gate gate = closing(new Gate(plane.url()));
    EnforcedLists apart = lists(client(gate), namespace);
    AccessControl elsewhere = new AccessControl(apart, RoleNames.AS_THEY_ARE);
    assertThat(apart.known(collection())).isPresent();
    apart.close();
    join(control.replace(ADMIN, collection(), List.of(role("staff", Right.values()))));

    skip(EnforcedLists.OLDEST.minusSeconds(5));
    assertThat(join(elsewhere.decide(ADMIN, collection(), Right.READ)).decision().isAllowed())
        .as("within the bound the old list still counts")
        .isTrue();

    skip(Duration.ofSeconds(6));
    assertThat(apart.known(collection())).isEmpty();
    assertThat(join(elsewhere.decide(ADMIN, collection(), Right.READ)).decision().isAllowed())
        .isFalse();
    assertThat(join(elsewhere.decide(STAFF, collection(), Right.READ)).decision().isAllowed())
        .isTrue();
  }

  @Test
  void a_replica_that_is_cut_off_says_that_it_cannot_tell() {
    Gate gate = closing(new Gate(plane.url()));
    EnforcedLists apart = lists(client(gate), namespace);
    AccessControl elsewhere = new AccessControl(apart, RoleNames.AS_THEY_ARE);
    gate.close();

    skip(EnforcedLists.OLDEST.plusSeconds(1));

    assertThatThrownBy(() -> join(elsewhere.decide(ADMIN, collection(), Right.READ)))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(Unavailable.class)
        .hasMessageContaining("It cannot be told now who may do what");
    assertThatThrownBy(() -> join(elsewhere.decide(STAFF, collection(), Right.READ)))
        .hasCauseInstanceOf(Unavailable.class);
  }

  @Test
  void a_half_open_watch_is_found_out_and_replaced_within_the_bound() {
    Gate gate = closing(new Gate(plane.url()));
    EnforcedLists apart = lists(client(gate), namespace);
    long begin = System.nanoTime();
    gate.freeze();
    join(control.replace(ADMIN, collection(), List.of(role("staff", Right.values()))));

    await()
        .atMost(EnforcedLists.OLDEST)
        .until(
            () ->
                apart.known(collection()).map(InForce::list).equals(Optional.of(allFor("staff"))));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(EnforcedLists.OLDEST);
  }

  @Test
  void a_watch_goes_on_after_the_api_server_was_restarted_and_has_forgotten() {
    made("g", "");
    plane.compactEtcd();
    plane.restartApiServer();
    authored("g", allOfGroup("g", "few"));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> known(group("g")).equals(Optional.of(allFor("few"))));
  }

  @Test
  void a_flood_of_refusals_reads_no_more_than_so_many_lists() {
    made("g", "");
    lists.known(group("g"));
    var mark = plane.auditMark();

    long begin = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      assertThat(may(STAFF, group("g"), Right.READ)).isFalse();
    }
    long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds() + 1;

    assertThat(
            plane.auditEvents(mark).stream()
                .filter(event -> event.verb().equals("get") && event.isOf("failovergroups"))
                .filter(event -> event.target().orElseThrow().namespace().equals(namespace))
                .count())
        .isBetween(20L, 20 + 20 * seconds);
  }

  private void skip(Duration time) {
    skippedNanos.addAndGet(time.toNanos());
  }

  @Test
  void a_deleted_list_leaves_the_group_to_the_collection_s() {
    made("g", "");
    authored("g", allOfGroup("g", "few"));
    await().until(() -> known(group("g")).equals(Optional.of(allFor("few"))));

    plane.kubectl("delete", "groupacl", "g", "-n", namespace).orFail();

    await().until(() -> known(group("g")).equals(Optional.of(DEFAULT)));
  }

  @Test
  void decisions_of_the_judge_rest_on_what_is_stored() {
    Decision refused = join(control.judge(STAFF, collection(), Right.WRITE)).verdict().decision();

    assertThat(refused.isAllowed()).isFalse();
    assertThat(join(control.judge(ADMIN, collection(), Right.WRITE)).list()).isEqualTo(DEFAULT);
  }
}
