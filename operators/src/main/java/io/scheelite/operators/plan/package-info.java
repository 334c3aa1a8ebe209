/**
 * Describes physical plans: sealed, immutable nodes that the runtime turns into pipelines.
 *
 * <p>Nodes hold no memory and no files; they may be shared between threads and executed many times.
 */
@NullMarked
package io.scheelite.operators.plan;

import org.jspecify.annotations.NullMarked;
