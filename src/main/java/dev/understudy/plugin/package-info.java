/**
 * The kubectl plugin: shows groups, follows them, switches them over and finds out what is wrong
 * with an installation. It uses the custom resources only, with the rights of whoever runs it.
 */
@NullMarked
package dev.understudy.plugin;

import org.jspecify.annotations.NullMarked;
