/** Tests of the demo and its client. */
@NullMarked
package dev.understudy.demo;

import org.jspecify.annotations.NullMarked;
