package dev.understudy.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RendezvousTest {

  @Property(tries = 100)
  void every_place_is_taken_once(
      @ForAll @Size(min = 1, max = 8) Set<String> members, @ForAll String key) {
    Set<Integer> places = new HashSet<>();
    members.forEach(member -> places.add(Rendezvous.rank(members, member, key)));

    assertThat(places).hasSameSizeAs(members).allMatch(place -> place >= 0);
    assertThat(places).allMatch(place -> place < members.size());
  }

  @Test
  void the_first_places_are_spread_evenly() {
    Set<String> members = Set.of("a", "b", "c");
    int first = 0;
    for (int i = 0; i < 3000; i++) {
      first += Rendezvous.rank(members, "a", "key" + i) == 0 ? 1 : 0;
    }

    assertThat(first).isBetween(850, 1150);
  }

  @Test
  void when_a_member_goes_only_its_keys_move() {
    for (int i = 0; i < 300; i++) {
      String key = "key" + i;
      if (Rendezvous.rank(Set.of("a", "b", "c"), "a", key) == 0) {
        assertThat(Rendezvous.rank(Set.of("a", "b"), "a", key)).isZero();
      }
    }
  }
}
