package dev.understudy.history;

import java.time.Duration;

/**
 * Leases were listed: whoever did so may not have seen each change before.
 *
 * @param by the replica
 * @param done when the list was made
 */
public record Listing(String by, Duration done) {}
