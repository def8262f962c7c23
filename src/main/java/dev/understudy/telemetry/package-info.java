/** What a replica counts and measures, and how that is read. */
@NullMarked
package dev.understudy.telemetry;

import org.jspecify.annotations.NullMarked;
