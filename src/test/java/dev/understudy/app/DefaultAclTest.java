package dev.understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.understudy.access.Entry;
import dev.understudy.access.Right;
import dev.understudy.access.Rights;
import dev.understudy.access.Trustee;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultAclTest {

  private static final Entry ADMINS =
      new Entry(
          new Trustee(Trustee.Type.ROLE, "Administrators", null), Entry.Effect.ALLOWED, Rights.ALL);

  @Test
  void the_sample_of_a_collection_can_be_the_default() {
    Path sample =
        Path.of(System.getProperty("understudy.basedir"), "deploy", "samples", "collection.yaml");

    assertThat(DefaultAcl.read(sample).entries())
        .containsExactly(
            ADMINS,
            new Entry(
                new Trustee(Trustee.Type.ROLE, "Users", null),
                Entry.Effect.ALLOWED,
                Rights.of(Right.READ, Right.WRITE)));
  }

  @Test
  void json_and_the_spec_alone_are_taken_too() {
    assertThat(
            DefaultAcl.parse(
                    """
                    {"roleTrusteeAccessControlEntries": [
                      {"trustee": {"type": "Role", "objectId": "Administrators"},
                       "accessType": "Allowed", "accessRights": ["All"]}]}
                    """)
                .entries())
        .containsExactly(ADMINS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "there is no property roleTrusteeAccessControlEntries.0.accesstype"
            + "|{roleTrusteeAccessControlEntries: [{trustee: {type: Role, objectId: a},"
            + " accesstype: Denied, accessRights: [All]}]}",
        "no role keeps the right ManageAccessControl"
            + "|{roleTrusteeAccessControlEntries: [{trustee: {type: Role, objectId: a},"
            + " accessRights: [Read]}]}",
        "an access control list has 1 to 64 entries|{roleTrusteeAccessControlEntries: []}",
        "Cannot deserialize"
            + "|{roleTrusteeAccessControlEntries: [{trustee: {type: Role, objectId: a},"
            + " accessRights: [all]}]}"
      })
  void what_is_wrong_is_said(String line) {
    int bar = line.indexOf('|');

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DefaultAcl.parse(line.substring(bar + 1)))
        .withMessageContaining(line.substring(0, bar));
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    assertThat(CommandLines.run("operator", "--default-acl=/nowhere.yaml").err())
        .startsWith("--default-acl /nowhere.yaml is not taken: it cannot be read");
  }

  @Test
  void the_on_premises_namespace_must_be_served() {
    CommandLines.Result result =
        CommandLines.run("operator", "--namespaces=a,b", "--on-premises-namespace=c");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("--on-premises-namespace c is none of --namespaces a, b");
  }
}
