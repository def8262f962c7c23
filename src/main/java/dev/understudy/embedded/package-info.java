/**
 * An API server in the process, for the demo and for tests that need none of their own.
 *
 * <p>It speaks HTTP and WebSocket through fabric8's mock server and behaves like a Kubernetes API
 * server in what Understudy builds upon: optimistic concurrency, watches that resume, server-side
 * apply with ownership of fields, garbage collection, schemas and their defaults. It keeps
 * everything in memory, knows no users and no rights, evaluates no CEL (the same rules run in Java)
 * and runs no workloads.
 */
@NullMarked
package dev.understudy.embedded;

import org.jspecify.annotations.NullMarked;
