package dev.understudy.access;

/**
 * Why a list cannot be.
 *
 * @param entry the index of the entry that is wrong, from 0; negative if it is the list as a whole
 * @param reason what is wrong
 * @param resolution what to do about it
 */
public record ListProblem(int entry, String reason, String resolution) {}
