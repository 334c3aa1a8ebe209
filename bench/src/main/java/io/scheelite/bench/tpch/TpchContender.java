package io.scheelite.bench.tpch;

import java.util.function.LongSupplier;

/**
 * Our side of a comparison.
 *
 * @param label its name in reports
 * @param runner of our engine
 * @param peakResidentBytes most resident memory of the processes that run queries
 * @param forgetPeak makes that count from here, where it can
 */
public record TpchContender(
    String label, TpchRunner runner, LongSupplier peakResidentBytes, Runnable forgetPeak) {}
