package dev.understudy.simulation;

import java.time.Duration;

/**
 * Who wrote something to the API server, and when in true time.
 *
 * @param by the replica, or a word for a person
 * @param sent when the request was sent
 * @param done when it took effect
 */
public record Write(String by, Duration sent, Duration done) {}
