package dev.understudy.election;

/**
 * Who was in charge before, kept in the group Lease so that a demoted or crashed holder looks
 * neither stale nor scoreless.
 *
 * @param session who it was
 * @param term its term
 * @param signs the last that was heard of it in charge
 */
public record LastHolder(SessionRef session, long term, Signs signs) {}
