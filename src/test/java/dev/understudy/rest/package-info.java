@NullMarked
package dev.understudy.rest;

import org.jspecify.annotations.NullMarked;
