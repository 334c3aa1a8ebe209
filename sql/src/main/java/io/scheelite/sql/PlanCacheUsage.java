package io.scheelite.sql;

/**
 * What the cache of plans holds and has done since its engine was started.
 *
 * @param hits statements that found their plan
 * @param misses statements that were planned: for the first time, or because something had changed
 * @param plans plans held now
 * @param bytes roughly what they take of the Java heap
 */
public record PlanCacheUsage(long hits, long misses, int plans, long bytes) {}
