package dev.understudy.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.access.AccessList;
import dev.understudy.access.Entry;
import dev.understudy.access.Rights;
import dev.understudy.access.Trustee;
import dev.understudy.api.AccessControlEntry;
import dev.understudy.api.AccessControlEntry.AccessRight;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AclFormTest {

  @Provide
  Arbitrary<AccessList> lists() {
    Arbitrary<Trustee> trustees =
        Combinators.combine(
                Arbitraries.of(Trustee.Type.class),
                Arbitraries.strings().ofMinLength(1),
                Arbitraries.strings().ofMinLength(1).injectNull(0.5))
            .as(Trustee::new);
    Arbitrary<Entry> entries =
        Combinators.combine(
                trustees,
                Arbitraries.of(Entry.Effect.class),
                Arbitraries.integers().between(0, Rights.ALL.mask()).map(Rights::new))
            .as(Entry::new);
    return Combinators.combine(trustees.injectNull(0.5), entries.list().ofMaxSize(5))
        .as(AccessList::new);
  }

  @Property
  void what_is_written_into_a_resource_is_read_again(@ForAll("lists") AccessList list) {
    assertThat(
            AclForm.list(
                list.owner() == null ? null : AclForm.trustee(list.owner()),
                AclForm.entries(list.entries())))
        .isEqualTo(list);
  }

  @Test
  void all_is_every_right_and_an_absent_type_allows() {
    AccessControlEntry entry =
        new AccessControlEntry(
            new dev.understudy.api.Trustee(dev.understudy.api.Trustee.Type.ROLE, "r", null),
            null,
            List.of(AccessRight.ALL, AccessRight.READ));

    assertThat(AclForm.list(null, List.of(entry)).entries())
        .containsExactly(
            new Entry(new Trustee(Trustee.Type.ROLE, "r", null), Entry.Effect.ALLOWED, Rights.ALL));
    assertThat(AclForm.entries(AclForm.list(null, List.of(entry)).entries()))
        .extracting(AccessControlEntry::accessRights)
        .containsExactly(List.of(AccessRight.ALL));
  }
}
