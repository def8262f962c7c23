/** Clients for tests and benchmarks, and what is needed to test clients without time or network. */
@NullMarked
package dev.understudy.clients;

import org.jspecify.annotations.NullMarked;
