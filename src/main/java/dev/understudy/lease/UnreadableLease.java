package dev.understudy.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;

/**
 * A Lease of ours that this version cannot read: of a newer format, or broken by hand. It is left
 * alone.
 *
 * @param raw the object as the API server gave it
 * @param problem what is wrong with it, in words
 */
public record UnreadableLease(Lease raw, String problem) implements StoredLease {}
