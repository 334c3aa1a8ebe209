package io.scheelite.spill.block;

import org.jspecify.annotations.Nullable;

/**
 * The values of one column in one block, so that a scan can leave the block out. Exact: computed
 * from the values when the block was made.
 *
 * @param min smallest value that is not null, as a literal's value (Boolean, Long, BigInteger
 *     unscaled, Double, String); null if there is none or it is not known
 * @param max largest value likewise
 * @param numNulls rows that are null
 */
public record ColumnRange(@Nullable Object min, @Nullable Object max, long numNulls) {}
