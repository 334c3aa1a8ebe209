/**
 * TPC-H: data made on first use, the 22 query texts, answers made by an independent engine, and a
 * runner that checks them.
 *
 * <p>The data comes from a port of dbgen; the answers in {@code answers/sf…} were computed by
 * DuckDB over the same rows.
 */
@NullMarked
package io.scheelite.bench.tpch;

import org.jspecify.annotations.NullMarked;
