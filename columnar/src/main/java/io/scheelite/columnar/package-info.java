/**
 * Describes data in memory: types, column vectors, batches, selections and row collections.
 *
 * <p>Batches are lent to a consumer until its next call; whoever wants to keep data copies it or
 * pins its pages. Kernels work on whole vectors and come from a build-time generator where they
 * differ by type alone.
 */
@NullMarked
package io.scheelite.columnar;

import org.jspecify.annotations.NullMarked;
