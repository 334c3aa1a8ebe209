package io.scheelite.formats.dataset;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.ColumnPart;
import io.scheelite.operators.source.TableSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file of a dataset.
 *
 * @param table the file alone
 * @param columns what each column of the dataset is there: a column of {@code table}, a cast of
 *     one, or a literal
 */
record DatasetMember(TableSource table, List<Expression> columns) {
  DatasetMember {
    columns = List.copyOf(columns);
  }

  /**
   * With columns behind the others that are parts of these; null if one cannot be read alone.
   *
   * @param parts of columns of the dataset
   * @param added what they are there
   */
  @Nullable DatasetMember withParts(List<ColumnPart> parts, List<Field> added) {
    List<Expression> all = new ArrayList<>(columns);
    List<ColumnPart> stored = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      DataType type = added.get(i).type();
      switch (columns.get(parts.get(i).column())) {
        case Expression.ColumnRef column -> {
          int position = table.schema().size() + stored.size();
          all.add(new Expression.ColumnRef(position, type, true));
          stored.add(new ColumnPart(column.index(), parts.get(i).steps()));
        }
        case Expression.Literal(Object value, _) when value == null ->
            all.add(new Expression.Literal(null, type));
        default -> {
          return null; // values of another type, which are converted as a whole
        }
      }
    }
    TableSource extended = stored.isEmpty() ? table : table.withParts(stored);
    return extended == null ? null : new DatasetMember(extended, all);
  }
}
