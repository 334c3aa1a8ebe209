package io.scheelite.formats.dataset;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.FieldPath;
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
   * With fields of structs as columns behind the others; null if the file's cannot be read alone.
   *
   * @param fields of columns of the dataset
   * @param added what they are there
   */
  @Nullable DatasetMember withFields(List<FieldPath> fields, List<Field> added) {
    List<Expression> all = new ArrayList<>(columns);
    List<FieldPath> stored = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      DataType type = added.get(i).type();
      switch (columns.get(fields.get(i).column())) {
        case Expression.ColumnRef column -> {
          int position = table.schema().size() + stored.size();
          all.add(new Expression.ColumnRef(position, type, true));
          stored.add(new FieldPath(column.index(), fields.get(i).steps()));
        }
        case Expression.Literal(Object value, _) when value == null ->
            all.add(new Expression.Literal(null, type));
        default -> {
          return null; // values of another type, which are converted as a whole
        }
      }
    }
    TableSource extended = stored.isEmpty() ? table : table.withFields(stored);
    return extended == null ? null : new DatasetMember(extended, all);
  }
}
