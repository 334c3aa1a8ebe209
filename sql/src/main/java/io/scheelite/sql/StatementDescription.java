package io.scheelite.sql;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a statement before it is run.
 *
 * @param parameters types of its question marks, in order; {@link DataType#NULL} where that is not
 *     known
 * @param schema of its rows; null if it has none
 * @param insertsOneRow whether it adds one row of constants and parameters: then {@link
 *     Engine#insertion} adds many at once
 */
public record StatementDescription(
    List<DataType> parameters, @Nullable Schema schema, boolean insertsOneRow) {
  /** Copies the list. */
  public StatementDescription {
    parameters = List.copyOf(parameters);
  }
}
