package dev.understudy.access;

import dev.understudy.access.Decision.Ground;
import dev.understudy.access.Entry.Effect;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with the collection of groups, or with one group. Immutable; the order of the
 * entries does not matter to what is decided.
 *
 * @param owner who may do everything, whatever the entries say
 * @param entries the rights of roles: they add up, and what is denied beats what is allowed
 */
public record AccessList(@Nullable Trustee owner, List<Entry> entries) {

  /** Keeps the entries as they are. */
  public AccessList {
    entries = List.copyOf(entries);
  }

  /** The same entries under another owner. */
  public AccessList ownedBy(@Nullable Trustee newOwner) {
    return new AccessList(newOwner, entries);
  }

  /**
   * Decides whether somebody has a right.
   *
   * @param home the tenant that the list's namespace belongs to; of others nobody has any right
   * @param entity what the list is for
   */
  public Decision decide(Identity identity, String home, Right right, Entity entity) {
    if (!identity.tenant().equals(home)) {
      return Decision.otherTenant(home);
    }
    // A role owns nothing: whoever is given it later would get everything.
    if (owner != null && owner.type() != Trustee.Type.ROLE && owner.includes(identity, home)) {
      return new Decision.Allowed(new Ground.Owns(owner));
    }
    Optional<Ground.Says> denied = first(Effect.DENIED, identity, home, right);
    if (denied.isPresent()) {
      return Decision.missing(right, entity, denied.get());
    }
    return first(Effect.ALLOWED, identity, home, right)
        .<Decision>map(Decision.Allowed::new)
        .orElseGet(() -> Decision.missing(right, entity, new Ground.NothingSaid()));
  }

  private Optional<Ground.Says> first(Effect effect, Identity identity, String home, Right right) {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.effect() == effect
          && entry.rights().has(right)
          && entry.trustee().includes(identity, home)) {
        return Optional.of(new Ground.Says(i, entry));
      }
    }
    return Optional.empty();
  }
}
