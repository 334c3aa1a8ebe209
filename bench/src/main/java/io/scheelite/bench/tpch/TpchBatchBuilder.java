package io.scheelite.bench.tpch;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Turns generated rows of one table into batches. Every batch reuses the same memory.
 * Single-threaded.
 *
 * @param <E> row class of the table
 */
final class TpchBatchBuilder<E extends TpchEntity> {
  private final List<TpchColumn<E>> columns;
  private final Schema schema;
  private final long[] valuesAddresses;
  private final long[] textAddresses;

  /** Takes scratch memory for one batch: less than 4 MiB for every table. */
  TpchBatchBuilder(TpchTable<E> table, ScratchAllocator scratch) {
    columns = table.getColumns();
    schema = TpchTableSchema.of(table);
    valuesAddresses = new long[columns.size()];
    textAddresses = new long[columns.size()];
    for (int i = 0; i < columns.size(); i++) {
      valuesAddresses[i] = scratch.allocate(valuesBytes(i));
      if (TpchTableSchema.isText(columns.get(i))) {
        textAddresses[i] = scratch.allocate(textBytes(columns.get(i)));
      }
    }
  }

  /** Takes up to a batch of rows from {@code rows}; an empty batch at the end. */
  Batch next(Iterator<E> rows) {
    long[] textEnds = textAddresses.clone();
    int numRows = 0;
    while (numRows < Batch.DEFAULT_NUM_ROWS && rows.hasNext()) {
      E row = rows.next();
      for (int i = 0; i < columns.size(); i++) {
        put(i, numRows, row, textEnds);
      }
      numRows++;
    }
    List<ColumnVector> vectors = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      vectors.add(
          ColumnVector.flat(
              schema.type(i), schema.type(i).physicalType(), numRows, valuesAddresses[i], 0));
    }
    return Batch.of(numRows, vectors);
  }

  private void put(int index, int rowNumber, E row, long[] textEnds) {
    TpchColumn<E> column = columns.get(index);
    long base = valuesAddresses[index];
    switch (column.getType().getBase()) {
      case INTEGER -> NativeMemory.putInt(base + 4L * rowNumber, column.getInteger(row));
      case DATE -> NativeMemory.putInt(base + 4L * rowNumber, column.getDate(row));
      case IDENTIFIER -> NativeMemory.putLong(base + 8L * rowNumber, column.getIdentifier(row));
      case DOUBLE ->
          NativeMemory.putLong(base + 8L * rowNumber, Math.round(column.getDouble(row) * 100));
      case VARCHAR -> {
        byte[] text = column.getString(row).getBytes(StandardCharsets.UTF_8);
        NativeMemory.copyFromArray(text, 0, textEnds[index], text.length);
        StringView.write(base + 16L * rowNumber, textEnds[index], text.length);
        textEnds[index] += text.length;
      }
    }
  }

  private long valuesBytes(int index) {
    return schema.type(index).physicalType().sizeBytes(Batch.DEFAULT_NUM_ROWS);
  }

  private static long textBytes(TpchColumn<?> column) {
    return (long) TpchTableSchema.maxTextBytes(column) * Batch.DEFAULT_NUM_ROWS;
  }
}
