/**
 * The REST facade: what clients of the Client Failover API read and write, over HTTP/1.1.
 *
 * <p>Requests arrive on event loops that never block: a held heartbeat costs a connection and no
 * thread. What is known of a connection and of its requests is touched by its own event loop only.
 */
@NullMarked
package dev.understudy.rest;

import org.jspecify.annotations.NullMarked;
