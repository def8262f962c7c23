/**
 * The demo: two clients, two replicas of the operator and an API server in one process.
 *
 * <p>Its client speaks HTTP as any client would and shares no code with the facade, so that what
 * one writes the other really reads. Benchmarks and tests use it too.
 */
@NullMarked
package dev.understudy.demo;

import org.jspecify.annotations.NullMarked;
