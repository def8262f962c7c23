/** Tests of how callers prove who they are, most of them by those who are not who they say. */
@NullMarked
package dev.understudy.auth;

import org.jspecify.annotations.NullMarked;
