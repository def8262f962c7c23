@NullMarked
package dev.understudy.resource;

import org.jspecify.annotations.NullMarked;
