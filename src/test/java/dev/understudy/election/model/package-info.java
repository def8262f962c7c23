/**
 * An exhaustive check of the election on a small abstract world: three sessions, two replicas, an
 * API server, a network that delays and loses, and clocks that drift.
 *
 * <p>Every decision in it is made by {@link dev.understudy.election.Election}; the world says what
 * a replica sees, what becomes of its writes, and what the clients make of its answers.
 */
@NullMarked
package dev.understudy.election.model;

import org.jspecify.annotations.NullMarked;
