package dev.understudy.access;

/**
 * Why a list cannot be.
 *
 * @param field what is wrong, as in {@code roleTrusteeAccessControlEntries[0].trustee}
 * @param reason what is wrong with it
 * @param resolution what to do about it
 */
public record ListProblem(String field, String reason, String resolution) {}
