@NullMarked
package dev.understudy.group;

import org.jspecify.annotations.NullMarked;
