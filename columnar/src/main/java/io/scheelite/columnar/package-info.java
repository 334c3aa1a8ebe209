/**
 * Describes data in memory: types, column vectors, batches and selections.
 *
 * <p>A batch is lent until its producer is called again; whoever wants to keep data copies it, into
 * a row collection for instance. Kernels work on whole vectors and come from a build-time generator
 * where they differ by type alone.
 */
@NullMarked
package io.scheelite.columnar;

import org.jspecify.annotations.NullMarked;
