/** Holds the evaluation of access control lists to its examples and its laws. */
@org.jspecify.annotations.NullMarked
package dev.understudy.access;
