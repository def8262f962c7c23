package dev.understudy.access;

/**
 * The list that is in force for something.
 *
 * @param list the list
 * @param exists whether there is such a thing; the collection of groups always is there
 */
public record InForce(AccessList list, boolean exists) {}
