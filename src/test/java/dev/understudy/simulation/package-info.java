/**
 * The whole of it in one thread: several replicas with the real election, coordinator and lease
 * format over a simulated API server, clients, networks and clocks. Time is virtual and all chance
 * comes from one seed, so that a run can be repeated exactly.
 */
@NullMarked
package dev.understudy.simulation;

import org.jspecify.annotations.NullMarked;
