package io.scheelite.operators.plan;

/**
 * One column of a sort order.
 *
 * @param column position in the input's schema
 */
public record SortKey(int column, boolean ascending, boolean nullsFirst) {}
