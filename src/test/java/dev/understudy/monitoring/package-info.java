/** What is shipped for Prometheus and Grafana, held against what a replica really tells. */
@NullMarked
package dev.understudy.monitoring;

import org.jspecify.annotations.NullMarked;
