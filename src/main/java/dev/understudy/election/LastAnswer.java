package dev.understudy.election;

/**
 * What a session was answered by this replica, as far as it was written out without an error.
 *
 * @param role the role in the answer
 * @param term the term in the answer
 */
public record LastAnswer(Role role, long term) {}
