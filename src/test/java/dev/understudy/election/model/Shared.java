package dev.understudy.election.model;

/**
 * The fields of a world's first word: the group Lease as the API server has it, the specification,
 * what each replica knows, and which faults are still to come.
 */
final class Shared {
  /** Whether the group Lease exists. */
  static final Field EXISTS = new Field(0, 1);

  static final Field PHASE = EXISTS.then(3);
  static final Field TERM = PHASE.then(3);

  /** The holder's session was deleted by another. */
  static final Field GONE = TERM.then(1);

  static final Field PINNED = GONE.then(1);
  static final Field CAUSE = PINNED.then(2);

  /** The grant was given under the short timeout. */
  static final Field SHORT = CAUSE.then(1);

  /** The grant was renewed since it was given. */
  static final Field RENEWED = SHORT.then(1);

  /** The generation of the specification acted on. */
  static final Field GENERATION = RENEWED.then(2);

  /** The newest generation of the specification. */
  static final Field SPEC = GENERATION.then(2);

  /** By generation from 1: whether the specification has the short timeout. */
  static final Field[] SPEC_SHORT = inARow(SPEC, 3, 1);

  private static final Field[] REPLICAS = inARow(SPEC_SHORT[2], 2, 8);

  /** By replica: its view of the group Lease is the present one. */
  static final Field[] CURRENT = parts(0, 1);

  /** By replica: it has observed the present renewal. */
  static final Field[] OBSERVED = parts(1, 1);

  /** By replica: how long ago that was. */
  static final Field[] AGE = parts(2, 3);

  /** By replica: it wrote out a Secondary to the holder in the present Releasing. */
  static final Field[] TOLD = parts(5, 1);

  /** By replica: the generation of the specification that it knows. */
  static final Field[] KNOWS = parts(6, 2);

  // How many more of each fault there may be.

  static final Field RESTARTS = REPLICAS[1].then(2);
  static final Field UNKNOWN_WRITES = RESTARTS.then(2);
  static final Field DELETIONS = UNKNOWN_WRITES.then(2);
  static final Field REGISTRATIONS = DELETIONS.then(2);
  static final Field CRASHES = REGISTRATIONS.then(2);
  static final Field DEAD_HOLDS = CRASHES.then(2);
  static final Field LEASES_LOST = DEAD_HOLDS.then(1);

  static final int VACANT = 0;
  static final int PENDING = 1;
  static final int HELD = 2;
  static final int HANDOVER = 3;
  static final int RELEASING = 4;

  /** All that a write of the group Lease decides in this word. */
  static final long LEASE =
      EXISTS.mask()
          | PHASE.mask()
          | TERM.mask()
          | GONE.mask()
          | PINNED.mask()
          | CAUSE.mask()
          | SHORT.mask()
          | RENEWED.mask()
          | GENERATION.mask();

  private Shared() {}

  static Field[] inARow(Field before, int count, int bits) {
    Field[] fields = new Field[count];
    for (int i = 0; i < count; i++) {
      fields[i] = (i == 0 ? before : fields[i - 1]).then(bits);
    }
    return fields;
  }

  private static Field[] parts(int offset, int bits) {
    return new Field[] {
      new Field(REPLICAS[0].shift() + offset, bits), new Field(REPLICAS[1].shift() + offset, bits)
    };
  }
}
