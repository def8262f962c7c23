/**
 * The election: who may be in charge of a group, as a pure function, and how long a request may be
 * held open.
 *
 * <p>Nothing here performs I/O, reads a clock, logs or keeps state. The same code therefore runs in
 * the operator, in the model check and in the simulator.
 */
@NullMarked
package dev.understudy.election;

import org.jspecify.annotations.NullMarked;
