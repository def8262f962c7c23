@NullMarked
package dev.understudy.operator;

import org.jspecify.annotations.NullMarked;
