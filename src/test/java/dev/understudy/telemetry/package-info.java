@NullMarked
package dev.understudy.telemetry;

import org.jspecify.annotations.NullMarked;
