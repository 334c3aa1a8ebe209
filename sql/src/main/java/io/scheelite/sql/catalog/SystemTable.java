package io.scheelite.sql.catalog;

import io.scheelite.columnar.Schema;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table that tells something of the engine.
 *
 * @param rows as they are when a statement is read: Boolean, Long, String or null
 */
public record SystemTable(
    String name, Schema schema, Supplier<List<List<@Nullable Object>>> rows) {}
