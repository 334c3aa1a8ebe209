/**
 * TPC-DS: generated data and query texts.
 *
 * <p>Rows come from the dsdgen port {@code io.trino.tpcds}, texts from Spark's tests, where date
 * arithmetic is written with intervals and nothing else differs from the specification.
 */
@NullMarked
package io.scheelite.bench.tpcds;

import org.jspecify.annotations.NullMarked;
