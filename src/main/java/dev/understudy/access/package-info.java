/** Who may do what: callers, access control lists and how they are evaluated, without any I/O. */
@NullMarked
package dev.understudy.access;

import org.jspecify.annotations.NullMarked;
