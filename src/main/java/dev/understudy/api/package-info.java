/** The custom resources {@code FailoverGroup} and {@code GroupAcl}, their names and their rules. */
@NullMarked
package dev.understudy.api;

import org.jspecify.annotations.NullMarked;
