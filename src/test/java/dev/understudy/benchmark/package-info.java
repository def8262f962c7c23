/**
 * Measures failover on a real control plane with two replicas of the operator, each a process of
 * its own: {@code mvn -q -Pbenchmark}. Not part of {@code mvn verify}.
 */
@NullMarked
package dev.understudy.benchmark;

import org.jspecify.annotations.NullMarked;
