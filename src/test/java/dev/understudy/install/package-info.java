/**
 * The chart, the manifests and the image: that they are right, complete and equal, on paper and on
 * a real control plane.
 */
@NullMarked
package dev.understudy.install;

import org.jspecify.annotations.NullMarked;
