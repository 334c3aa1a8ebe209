package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.operators.spilling.SpilledRun;
import java.util.List;

/**
 * Rows in files that are merged apart from all others: no other row belongs to one of their groups.
 *
 * @param runs where they are
 * @param partitioning what they have been divided by so far
 */
record GroupUnit(List<SpilledRun> runs, RowPartitioning partitioning) {}
