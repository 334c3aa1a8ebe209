package io.scheelite.formats.json;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.formats.text.TextColumn;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Values that are not nested. Texts take the place of the record's bytes. */
final class ScalarColumn implements JsonColumn {
  private final TextColumn column;
  private byte[] last = new byte[0];

  ScalarColumn(TextColumn column) {
    this.column = column;
  }

  @Override
  public void clear() {
    column.clear();
  }

  @Override
  public void forget(int row) {
    column.forget(row);
  }

  @Override
  public void putNull() {
    column.putNull();
  }

  @Override
  public int put(int row, JsonRecord record, long address, long texts) throws IOException {
    byte[] utf8 = record.utf8();
    NativeMemory.copyFromArray(utf8, 0, texts, utf8.length);
    last = utf8;
    boolean sound =
        column.isText()
            ? column.putText(row, texts, utf8.length)
            : column.put(row, texts, utf8.length);
    return sound ? utf8.length : -1;
  }

  @Override
  public Mistake mistake() {
    return new Mistake("", column.type().sqlName(), new String(last, StandardCharsets.UTF_8));
  }

  @Override
  public ColumnVector vector(int numRows) {
    return column.vector(numRows);
  }
}
