/**
 * Judges what happened by the invariants of the election. It knows what clients wrote down and what
 * the API server saw, and nothing of who let it happen: a simulation, or processes on a real
 * control plane.
 */
@NullMarked
package dev.understudy.history;

import org.jspecify.annotations.NullMarked;
