/** Finds out who asks: bearer tokens, passwords and client certificates become identities. */
@NullMarked
package dev.understudy.auth;

import org.jspecify.annotations.NullMarked;
