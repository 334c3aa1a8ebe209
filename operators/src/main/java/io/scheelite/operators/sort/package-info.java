/**
 * Sorts rows: all of them, or only the first.
 *
 * <p>Rows are collected with a <i>normalized key</i>: bytes whose unsigned order is the order asked
 * for. What is compared most is a 64-bit prefix of it beside the row's address, sixteen bytes per
 * row, which lie dense.
 *
 * <p>Each driver owns its rows ({@link io.scheelite.operators.sort.SortedRows}) in memory and in
 * runs on disk until its input ends; then {@link io.scheelite.operators.sort.SortState} does, which
 * is thread-safe and closed by the sink's factory. A single driver merges them.
 */
@NullMarked
package io.scheelite.operators.sort;

import org.jspecify.annotations.NullMarked;
