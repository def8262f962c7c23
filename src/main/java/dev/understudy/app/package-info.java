/** The program: its command line, its configuration, and how its parts are put together. */
@NullMarked
package dev.understudy.app;

import org.jspecify.annotations.NullMarked;
