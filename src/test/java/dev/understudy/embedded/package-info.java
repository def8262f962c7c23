/** Tests of the embedded API server, most of them held against a real one too. */
@NullMarked
package dev.understudy.embedded;

import org.jspecify.annotations.NullMarked;
