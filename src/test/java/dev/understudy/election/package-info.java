/** The election's specification in tests: the table, the rules of holds and time, and its laws. */
@NullMarked
package dev.understudy.election;

import org.jspecify.annotations.NullMarked;
