package dev.understudy.simulation;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote something to the API server, and when in true time.
 *
 * @param by the replica, or a word for a person
 * @param sent when the request was sent
 * @param done when it took effect
 * @param wall what the wall clock of who wrote it says; absent for a person
 */
public record Write(String by, Duration sent, Duration done, @Nullable Instant wall) {}
