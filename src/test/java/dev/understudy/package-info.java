@NullMarked
package dev.understudy;

import org.jspecify.annotations.NullMarked;
