package io.scheelite.formats.dataset;

import io.scheelite.columnar.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A column that is found in Parquet files by the number that they give to it, whatever its name and
 * place there.
 *
 * @param fieldId the number
 * @param name of the column of the table
 * @param type that it has there; files may store a narrower one
 * @param defaultValue a text of the value in files without such a column; null for a null
 */
public record FieldIdColumn(
    int fieldId, String name, DataType type, @Nullable String defaultValue) {}
