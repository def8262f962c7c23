/**
 * The custom resources as the API server has them: the caches that everything reads, and the only
 * writers of each part of a group. All calls that write, and those that say so, block.
 */
@NullMarked
package dev.understudy.resource;

import org.jspecify.annotations.NullMarked;
