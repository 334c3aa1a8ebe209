package io.scheelite.bench.report;

/**
 * How often each engine runs a case: to warm up until it has run so many times and for so long,
 * then to be measured.
 *
 * @param warmups fewest runs that do not count
 * @param warmupMillis fewest milliseconds of them
 * @param runs that count
 */
public record Repetitions(int warmups, double warmupMillis, int runs) {}
