package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.access.AccessLists;
import dev.understudy.access.Entry;
import dev.understudy.access.ListProblem;
import dev.understudy.access.Right;
import dev.understudy.access.Rights;
import dev.understudy.access.Trustee;
import dev.understudy.access.Where;
import dev.understudy.rest.FacadeFixture.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may make which request, by the table of the documentation. */
@TestInstance(Lifecycle.PER_CLASS)
class EnforcementTest {

  private static final String BASE = FacadeFixture.ON_PREMISES + "/clientfailover";
  private static final String GROUPS = BASE + "/groups";
  private static final String ADMIN = Callers.member("ada", FakeLists.EVERYTHING);
  private static final String NAMESPACE = "on-premises-namespace";

  private static final Where COLLECTION = Where.collection("t1", NAMESPACE);
  private static final String HEARTBEAT = "{\"FailoverScore\":1}";
  private static final String LIST =
      """
      {"RoleTrusteeAccessControlEntries":[
        {"Trustee":{"Type":3,"ObjectId":"tester","TenantId":null},"AccessType":0,"AccessRights":31}]}
      """;

  private FacadeFixture facade;

  /** One line of the table. */
  private record Line(String method, String path, String body, Right right, boolean onCollection) {
    @Override
    public String toString() {
      return method + " " + path + " takes " + right.word();
    }
  }

  static List<Line> table() {
    return List.of(
        new Line("GET", "/clientfailover/groups", "", Right.READ, true),
        new Line("POST", "/clientfailover/groups", "{\"Id\":\"new\"}", Right.WRITE, true),
        new Line("GET", "/clientfailover/groups/G", "", Right.READ, false),
        new Line("HEAD", "/clientfailover/groups/G", "", Right.READ, false),
        new Line("DELETE", "/clientfailover/groups/G", "", Right.DELETE, false),
        new Line("GET", "/clientfailover/groups/G/status", "", Right.READ, false),
        new Line(
            "GET",
            "/clientfailover/groups/G/accesscontrol",
            "",
            Right.MANAGE_ACCESS_CONTROL,
            false),
        new Line(
            "PUT",
            "/clientfailover/groups/G/accesscontrol",
            LIST,
            Right.MANAGE_ACCESS_CONTROL,
            false),
        new Line(
            "GET", "/accesscontrol/clientfailover/groups", "", Right.MANAGE_ACCESS_CONTROL, true),
        new Line(
            "PUT", "/accesscontrol/clientfailover/groups", LIST, Right.MANAGE_ACCESS_CONTROL, true),
        new Line("GET", "/clientfailover/groups/G/clientsessions", "", Right.READ, false),
        new Line(
            "POST",
            "/clientfailover/groups/G/clientsessions",
            "{\"Id\":\"B\"}",
            Right.WRITE,
            false),
        new Line("GET", "/clientfailover/groups/G/clientsessions/A", "", Right.READ, false),
        new Line("DELETE", "/clientfailover/groups/G/clientsessions/A", "", Right.WRITE, false),
        new Line(
            "POST",
            "/clientfailover/groups/G/clientsessions/A/heartbeat",
            HEARTBEAT,
            Right.WRITE,
            false),
        new Line(
            "POST",
            "/clientfailover/groups/G/clientsessions/A/roleoverride",
            "{\"Value\":1}",
            Right.MANAGE_ACCESS_CONTROL,
            false));
  }

  /** Those that speak of one group. */
  static Stream<Line> ofGroups() {
    return table().stream().filter(line -> !line.onCollection());
  }

  @BeforeAll
  void start() {
    facade = new FacadeFixture(FacadeOptions.local(), new Callers());
  }

  @AfterAll
  void stop() {
    facade.close();
  }

  @BeforeEach
  void a_group_with_a_session() {
    facade.groups.clear();
    facade.lists.clear();
    facade.namespacesAreKnown = true;
    assertThat(send(ADMIN, "POST", GROUPS, "{\"Id\":\"G\"}").status()).isEqualTo(201);
    assertThat(send(ADMIN, "POST", GROUPS + "/G/clientsessions", "{\"Id\":\"A\"}").status())
        .isEqualTo(201);
    facade.lists.clear();
  }

  private Answer send(String who, String method, String path, String body) {
    HttpRequest.Builder request =
        facade
            .request(path)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return facade.send(who.isEmpty() ? request : request.header("Authorization", who));
  }

  private Answer send(String who, Line line) {
    return send(who, line.method(), FacadeFixture.ON_PREMISES + line.path(), line.body());
  }

  private static Entry entry(String role, Entry.Effect effect, Rights rights) {
    return new Entry(new Trustee(Trustee.Type.ROLE, role, null), effect, rights);
  }

  private static Entry allowed(String role, Right... rights) {
    return entry(role, Entry.Effect.ALLOWED, Rights.of(rights));
  }

  private static Where group(String id) {
    return Where.group("t1", NAMESPACE, id);
  }

  /** The list that decides on a line, and another one that must not. */
  private void decides(Line line, Entry... entries) {
    facade.lists.set(line.onCollection() ? COLLECTION : group("G"), entries);
    facade.lists.set(
        line.onCollection() ? group("G") : COLLECTION, allowed("nobody", Right.values()));
  }

  // The table

  @ParameterizedTest
  @MethodSource("table")
  void whoever_has_the_right_may(Line line) {
    decides(line, allowed("tester", line.right()));

    assertThat(send(Callers.member("tess", "tester"), line).status()).isBetween(200, 204);
  }

  @ParameterizedTest
  @MethodSource("table")
  void whoever_has_all_other_rights_may_not(Line line) {
    decides(line, entry("tester", Entry.Effect.ALLOWED, Rights.ALL.minus(Rights.of(line.right()))));

    Answer answer = send(Callers.member("tess", "tester"), line);

    assertThat(answer.status()).isEqualTo(403);
    if (!line.method().equals("HEAD")) {
      assertThat(answer.json().get("Reason").asText())
          .isEqualTo(
              "The right %s on %s is missing."
                  .formatted(
                      line.right().word(),
                      line.onCollection() ? "the collection of groups" : "the group 'G'"));
      assertThat(answer.json().get("Error").asText()).isEqualTo("The caller may not do this.");
      assertThat(answer.json().get("Resolution").asText()).isNotBlank();
    }
    assertThat(facade.groups.beats).isEmpty();
    assertThat(facade.groups.departures).isEmpty();
    assertThat(facade.groups.overrides).isEmpty();
    assertThat(facade.groups.has("G")).isTrue();
    assertThat(facade.groups.has("new")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("table")
  void what_is_denied_beats_what_is_allowed(Line line) {
    decides(
        line,
        allowed("tester", Right.values()),
        entry("tired", Entry.Effect.DENIED, Rights.of(line.right())));

    assertThat(send(Callers.member("tess", "tester", "tired"), line).status()).isEqualTo(403);
    assertThat(send(Callers.member("tess", "tester"), line).status()).isBetween(200, 204);
  }

  @ParameterizedTest
  @MethodSource("table")
  void a_list_that_has_to_be_read_decides_alike(Line line) {
    facade.lists.knowNothing(true);
    decides(line, allowed("tester", line.right()));

    assertThat(send(Callers.member("tess", "tester"), line).status()).isBetween(200, 204);
    assertThat(send(Callers.member("tom", "other"), line).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @MethodSource("table")
  void what_cannot_be_told_is_not_allowed(Line line) {
    decides(line, allowed("tester", Right.values()));
    facade.lists.knowNothing(true);
    facade.lists.fail(new AccessLists.Unavailable("Nobody can tell.", Duration.ofSeconds(3)));

    Answer answer = send(Callers.member("tess", "tester"), line);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("3");
  }

  @ParameterizedTest
  @MethodSource("table")
  void strangers_and_people_of_other_tenants_may_nothing(Line line) {
    assertThat(send("", line).status()).isEqualTo(401);
    Answer answer = send(Callers.of("t2", "ada", FakeLists.EVERYTHING), line);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(facade.lists.read).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("table")
  void nobody_is_let_in_while_it_is_not_known_whose_the_namespaces_are(Line line) {
    facade.namespacesAreKnown = false;

    assertThat(send(ADMIN, line).status()).isEqualTo(503);
  }

  @Test
  void the_version_is_told_to_every_member_of_the_tenant() {
    facade.lists.set(COLLECTION, allowed("nobody", Right.values()));

    assertThat(send(Callers.member("tess"), "GET", BASE, "").status()).isEqualTo(200);
    assertThat(send(Callers.of("t2", "tess"), "GET", BASE, "").status()).isEqualTo(403);
  }

  // What a refusal tells

  @ParameterizedTest
  @MethodSource("ofGroups")
  void a_group_that_is_there_and_one_that_is_not_are_refused_in_the_same_words(Line line) {
    facade.lists.set(COLLECTION, allowed("nobody", Right.values()));
    String who = Callers.member("tess", "tester");
    Line other =
        new Line(
            line.method(),
            line.path().replace("/G", "/None"),
            line.body(),
            line.right(),
            line.onCollection());

    Answer there = send(who, line);
    Answer notThere = send(who, other);

    assertThat(notThere.status()).isEqualTo(403).isEqualTo(there.status());
    if (!line.method().equals("HEAD")) {
      assertThat(withoutOperation(notThere).toString().replace("'None'", "'G'"))
          .isEqualTo(withoutOperation(there).toString());
    }
    assertThat(notThere.response().headers().map().keySet())
        .isEqualTo(there.response().headers().map().keySet());
  }

  private static JsonNode withoutOperation(Answer answer) {
    ObjectNode body = (ObjectNode) answer.json();
    assertThat(body.remove("OperationId").asText()).hasSize(32);
    return body;
  }

  @Test
  void a_session_that_is_there_and_one_that_is_not_are_refused_in_the_same_words() {
    facade.lists.set(COLLECTION, allowed("nobody", Right.values()));
    String who = Callers.member("tess", "tester");

    for (String session : List.of("A", "none")) {
      Answer answer = send(who, "GET", GROUPS + "/G/clientsessions/" + session, "");
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).doesNotContain("none", "'A'");
    }
  }

  @Test
  void whoever_may_is_told_what_is_not_there() {
    facade.lists.set(COLLECTION, allowed("tester", Right.values()));
    String who = Callers.member("tess", "tester");

    ofGroups()
        .forEach(
            line -> {
              String path = FacadeFixture.ON_PREMISES + line.path().replace("/G", "/None");
              assertThat(send(who, line.method(), path, line.body()).status())
                  .as(line.toString())
                  .isEqualTo(404);
            });
  }

  // Lists of groups

  @Test
  void only_groups_that_the_caller_may_read_are_listed_and_counted() {
    for (String id : List.of("1", "2", "3", "4")) {
      send(ADMIN, "POST", GROUPS, "{\"Id\":\"" + id + "\"}");
    }
    facade.lists.clear();
    facade.lists.set(COLLECTION, allowed("tester", Right.READ));
    facade.lists.set(group("2"), allowed("nobody", Right.values()));
    facade.lists.set(group("G"), allowed("tester", Right.WRITE));
    String who = Callers.member("tess", "tester");

    Answer all = send(who, "GET", GROUPS, "");
    assertThat(all.header("Total-Count")).isEqualTo("3");
    assertThat(all.json().findValuesAsText("Id")).containsExactly("1", "3", "4");
    Answer page = send(who, "GET", GROUPS + "?skip=1&count=1", "");
    assertThat(page.header("Total-Count")).isEqualTo("3");
    assertThat(page.json().findValuesAsText("Id")).containsExactly("3");
  }

  // Making groups

  @Test
  void whoever_makes_a_group_is_the_owner_of_its_list() {
    facade.lists.set(COLLECTION, allowed("tester", Right.WRITE), allowed("boss", Right.values()));
    String who = Callers.member("tess", "tester");

    assertThat(send(who, "POST", GROUPS, "{\"Id\":\"new\"}").status()).isEqualTo(201);

    assertThat(facade.lists.founded).containsExactly("CLIENT\nt1\ntess");
    assertThat(facade.lists.get(group("new")))
        .isEqualTo(
            facade.lists.get(COLLECTION).ownedBy(new Trustee(Trustee.Type.CLIENT, "tess", "t1")));
    assertThat(send(who, "DELETE", GROUPS + "/new", "").status()).isEqualTo(204);
  }

  @Test
  void a_group_that_is_made_again_by_one_who_may_know_of_it_is_the_same() {
    facade.lists.set(COLLECTION, allowed("tester", Right.WRITE));
    String who = Callers.member("tess", "tester");

    assertThat(send(who, "POST", GROUPS, "{\"Id\":\"G\"}").status()).isEqualTo(200);
    assertThat(send(who, "POST", GROUPS, "{\"Id\":\"G\",\"Name\":\"x\"}").status()).isEqualTo(409);
  }

  @Test
  void what_is_in_the_way_of_a_group_is_not_told_to_those_who_may_not_know_of_it() {
    facade.lists.set(COLLECTION, allowed("tester", Right.WRITE));
    facade.lists.set(group("G"), allowed("nobody", Right.values()));
    String who = Callers.member("tess", "tester");

    Answer same = send(who, "POST", GROUPS, "{\"Id\":\"G\"}");
    Answer other = send(who, "POST", GROUPS, "{\"Id\":\"G\",\"Name\":\"x\"}");

    assertThat(same.status()).isEqualTo(403);
    assertThat(withoutOperation(other)).isEqualTo(withoutOperation(same));
    assertThat(facade.lists.founded).isEmpty();
  }

  @Test
  void a_body_that_is_no_group_is_told_only_to_those_who_may_make_one() {
    facade.lists.set(COLLECTION, allowed("tester", Right.READ));

    assertThat(send(Callers.member("tess", "tester"), "POST", GROUPS, "{").status()).isEqualTo(403);
    assertThat(send(ADMIN, "POST", GROUPS, "{").status()).isEqualTo(403);
    facade.lists.set(COLLECTION, allowed("tester", Right.WRITE));
    assertThat(send(Callers.member("tess", "tester"), "POST", GROUPS, "{").status()).isEqualTo(400);
  }

  // Ids that may be meant in two ways

  @Test
  void the_rights_on_the_group_that_is_there_count_and_not_those_on_another_of_the_same_path() {
    send(ADMIN, "POST", GROUPS, "{\"Id\":\"A%2aB\"}");
    facade.lists.clear();
    facade.lists.set(COLLECTION, allowed("tester", Right.values()));
    facade.lists.set(group("A%2aB"), allowed("nobody", Right.values()));
    String who = Callers.member("tess", "tester");

    assertThat(send(who, "GET", GROUPS + "/A%2aB", "").status()).isEqualTo(403);
    assertThat(send(who, "GET", GROUPS + "/A%252aB", "").status()).isEqualTo(403);
    assertThat(send(who, "GET", GROUPS + "/A%2AB", "").status()).isEqualTo(404);

    send(who, "POST", GROUPS, "{\"Id\":\"A*B\"}");
    facade.lists.set(group("A*B"), allowed("tester", Right.READ));
    assertThat(send(who, "GET", GROUPS + "/A%2aB", "").json().get("Id").asText()).isEqualTo("A*B");
    facade.lists.set(group("A*B"), allowed("nobody", Right.READ));
    facade.lists.set(group("A%2aB"), allowed("tester", Right.READ));
    assertThat(send(who, "GET", GROUPS + "/A%2aB", "").status())
        .as("nobody is led to another group because they may not read the first")
        .isEqualTo(403);
  }

  // Access control lists

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/clientfailover/groups/G/accesscontrol",
        "/accesscontrol/clientfailover/groups",
        "/AccessControl/ClientFailover/Groups/"
      })
  void a_list_is_shown_as_it_was_sent(String path) {
    String address = FacadeFixture.ON_PREMISES + path;
    String list =
        "{\"RoleTrusteeAccessControlEntries\":["
            + "{\"Trustee\":{\"Type\":3,\"ObjectId\":\"everything\",\"TenantId\":null},"
            + "\"AccessType\":0,\"AccessRights\":31},"
            + "{\"Trustee\":{\"Type\":3,\"ObjectId\":\"x\",\"TenantId\":\"t1\"},"
            + "\"AccessType\":1,\"AccessRights\":6}]}";

    Answer put = send(ADMIN, "PUT", address, list);

    assertThat(put.status()).isEqualTo(204);
    assertThat(put.body()).isEmpty();
    assertThat(send(ADMIN, "GET", address, "").body()).isEqualTo(list);
  }

  @Test
  void a_list_is_read_tolerantly() {
    String path = GROUPS + "/G/accesscontrol";
    String list =
        """
        {"RoleTrusteeAccessControlEntries":[
          {"Trustee":{"Type":"rOLE","ObjectId":"everything"},"AccessRights":"all","More":1},
          {"Trustee":{"Type":"3","ObjectId":"a"},"AccessType":"denied","AccessRights":"Read, WRITE"},
          {"Trustee":{"Type":3,"ObjectId":"b"},"AccessType":null,"AccessRights":"24"},
          {"Trustee":{"Type":3,"ObjectId":"c","TenantId":null}}]}
        """;

    assertThat(send(ADMIN, "PUT", path, list).status()).isEqualTo(204);

    assertThat(facade.lists.get(group("G")).entries())
        .containsExactly(
            allowed("everything", Right.values()),
            entry("a", Entry.Effect.DENIED, Rights.of(Right.READ, Right.WRITE)),
            allowed("b", Right.MANAGE_ACCESS_CONTROL, Right.SHARE),
            allowed("c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AccessRights|{'Trustee':{'Type':3,'ObjectId':'a'},'AccessRights':32}",
        "AccessRights|{'Trustee':{'Type':3,'ObjectId':'a'},'AccessRights':-1}",
        "AccessRights|{'Trustee':{'Type':3,'ObjectId':'a'},'AccessRights':4294967297}",
        "AccessRights|{'Trustee':{'Type':3,'ObjectId':'a'},'AccessRights':99999999999999999999}",
        "AccessRights|{'Trustee':{'Type':3,'ObjectId':'a'},'AccessRights':1.5}",
        "AccessRights|{'Trustee':{'Type':3,'ObjectId':'a'},'AccessRights':'Read,Wrote'}",
        "AccessRights|{'Trustee':{'Type':3,'ObjectId':'a'},'AccessRights':'\u017fhare'}",
        "AccessRights|{'Trustee':{'Type':3,'ObjectId':'a'},'AccessRights':['Read']}",
        "AccessType|{'Trustee':{'Type':3,'ObjectId':'a'},'AccessType':2,'AccessRights':1}",
        "Trustee.Type|{'Trustee':{'Type':0,'ObjectId':'a'},'AccessRights':1}",
        "Trustee.Type|{'Trustee':{'ObjectId':'a'},'AccessRights':1}",
        "Trustee.ObjectId|{'Trustee':{'Type':3},'AccessRights':1}",
        "Trustee.ObjectId|{'Trustee':{'Type':3,'ObjectId':7},'AccessRights':1}",
        "Trustee|{'AccessRights':1}",
        "Trustee|{'Trustee':'Role a','AccessRights':1}"
      })
  void what_is_wrong_in_a_list_is_named(String line) {
    int bar = line.indexOf('|');
    String list =
        "{\"RoleTrusteeAccessControlEntries\":[%s,%s]}"
            .formatted(
                "{\"Trustee\":{\"Type\":3,\"ObjectId\":\"e\"},\"AccessRights\":31}",
                line.substring(bar + 1).replace('\'', '"'));

    Answer answer = send(ADMIN, "PUT", GROUPS + "/G/accesscontrol", list);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().get("AdditionalParameters").get("Property").asText())
        .isEqualTo("RoleTrusteeAccessControlEntries[1]." + line.substring(0, bar));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"RoleTrusteeAccessControlEntries\":{}}",
        "{\"RoleTrusteeAccessControlEntries\":[1]}",
        "{\"RoleTrusteeAccessControlEntries\":[null]}",
        "{\"RoleTrusteeAccessControlEntries\":[],\"roletrusteeaccesscontrolentries\":[]}",
        "[]",
        ""
      })
  void what_is_no_list_is_refused(String body) {
    assertThat(send(ADMIN, "PUT", GROUPS + "/G/accesscontrol", body).status()).isEqualTo(400);
  }

  @Test
  void why_a_list_cannot_be_is_told_in_the_words_of_the_rule() {
    facade.lists.answer(
        new AccessLists.Replacement.Invalid(
            List.of(
                new ListProblem(
                    "roleTrusteeAccessControlEntries[0].trustee.objectId",
                    "an objectId or tenantId has 1 to 260 characters",
                    "use the id that the identity provider gives"))));

    Answer answer = send(ADMIN, "PUT", GROUPS + "/G/accesscontrol", LIST);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("AdditionalParameters").get("Property").asText())
        .isEqualTo("RoleTrusteeAccessControlEntries[0].Trustee.ObjectId");
    assertThat(answer.json().get("Reason").asText())
        .isEqualTo(
            "RoleTrusteeAccessControlEntries[0].Trustee.ObjectId: an objectId or tenantId has 1 to"
                + " 260 characters.");
    assertThat(answer.json().get("Resolution").asText())
        .isEqualTo("Use the id that the identity provider gives.");
  }

  @Test
  void where_nobody_is_asked_everybody_may_see_and_change_lists() {
    try (FacadeFixture open = new FacadeFixture()) {
      open.post(GROUPS, "{\"Id\":\"G\"}");
      open.lists.set(COLLECTION, allowed("nobody", Right.values()));

      assertThat(open.get(GROUPS).json()).hasSize(1);
      assertThat(open.put(GROUPS + "/G/accesscontrol", LIST).status()).isEqualTo(204);
      assertThat(open.get(GROUPS + "/G/accesscontrol").body()).contains("\"tester\"");
      assertThat(open.get(GROUPS + "/None/accesscontrol").status()).isEqualTo(404);
      assertThat(open.put(GROUPS + "/None/accesscontrol", LIST).status()).isEqualTo(404);
      assertThat(
              open.get(FacadeFixture.ON_PREMISES + "/accesscontrol/clientfailover/groups").status())
          .isEqualTo(200);
      assertThat(open.lists.founded).isEmpty();
    }
  }

  // Every way in

  @ParameterizedTest
  @EnumSource(Right.class)
  void no_route_is_open_to_a_member_without_rights(Right right) {
    facade.lists.set(COLLECTION, allowed("nobody", right));
    List<String> open = new ArrayList<>();
    for (Route route : facade.server.routes().table()) {
      if (route.reach() != Route.Reach.NAMESPACE) {
        continue;
      }
      String path = route.pattern().replace(Route.GROUP, "G").replace(Route.SESSION, "A");
      Answer answer =
          send(
              Callers.member("tess", "tester"),
              route.method(),
              FacadeFixture.ON_PREMISES + "/" + path,
              route.body() ? "{}" : "");
      if (answer.status() != 403) {
        open.add(route.method() + " " + route.pattern());
      }
    }

    assertThat(open).containsExactly("GET clientfailover");
  }
}
