package io.scheelite.bench.report;

/**
 * How one engine fared in one case.
 *
 * @param engine its name
 * @param firstMillis its first run of the case
 * @param medianMillis median of the counted runs
 * @param peakResidentBytes most resident memory of its process while the case was measured, or -1
 */
public record EngineTimes(
    String engine, double firstMillis, double medianMillis, long peakResidentBytes) {}
