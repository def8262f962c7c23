/**
 * The operator of the custom resources: brings their statuses in line with what the groups do, ends
 * groups that are deleted, and tells of every transition. All replicas do so at the same time.
 */
@NullMarked
package dev.understudy.operator;

import org.jspecify.annotations.NullMarked;
