/** What the kubectl plugin says and does. */
@NullMarked
package dev.understudy.plugin;

import org.jspecify.annotations.NullMarked;
