/**
 * Leases: what the election's records look like in Kubernetes, the compare-and-swap on them, the
 * one watch that they come through, and when this replica first saw what they say.
 */
@NullMarked
package dev.understudy.lease;

import org.jspecify.annotations.NullMarked;
