/**
 * The groups in action: one path for REST requests, watch events and timers, each group's events
 * one after another.
 *
 * <p>What happens here happens on one {@link dev.understudy.group.Loop}, so that a simulator can
 * run it on one thread and a clock of its own.
 */
@NullMarked
package dev.understudy.group;

import org.jspecify.annotations.NullMarked;
