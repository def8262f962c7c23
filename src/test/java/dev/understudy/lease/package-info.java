/** Tests of the Leases, and a store for simulations. */
@NullMarked
package dev.understudy.lease;

import org.jspecify.annotations.NullMarked;
