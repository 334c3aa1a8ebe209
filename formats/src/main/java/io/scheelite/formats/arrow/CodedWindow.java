package io.scheelite.formats.arrow;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Some rows of a column whose values are in a dictionary. */
final class CodedWindow implements ColumnRows {
  private final ArrowNode.Coded field;
  private final DictionaryReader dictionary;
  private final NullBits nulls;
  private final long codes;
  private @Nullable ArrowBody body;

  CodedWindow(ArrowNode.Coded field, int rows, DictionaryReader dictionary, ReaderRoom room) {
    this.field = field;
    this.dictionary = dictionary;
    nulls = new NullBits(field, rows, room);
    codes = room.take((long) rows * field.widthBytes());
  }

  @Override
  public int begin(ArrowBody next, int firstRow, int numRows) {
    if (next != body) {
      body = next;
      dictionary.load(next);
    }
    return numRows;
  }

  @Override
  public void load(ArrowBody next, int firstRow, int numRows) {
    long width = field.widthBytes();
    nulls.load(next, firstRow, numRows);
    next.read(field, 1, firstRow * width, numRows * width, codes);
  }

  @Override
  public ColumnVector read(int firstRow, int numRows, VectorTarget target) {
    long validity = nulls.write(firstRow, numRows, target.validityAddress());
    long size = dictionary.numValues();
    for (int i = 0; i < numRows; i++) {
      boolean isNull = validity != 0 && !Bitmap.isSet(validity, i);
      long code = isNull ? 0 : code(firstRow + i);
      if (!isNull && (code < 0 || code >= size)) {
        throw malformed(code);
      }
      if (!isNull && dictionary.isNull((int) code)) {
        code = 0;
        if (validity == 0) {
          validity = target.validityAddress();
          Bitmap.fill(validity, numRows, true);
        }
        Bitmap.clear(validity, i);
      }
      NativeMemory.putInt(target.valuesAddress() + 4L * i, (int) code);
    }
    return ColumnVector.dictionary(numRows, target.valuesAddress(), validity, dictionary.values());
  }

  private RuntimeException malformed(long code) {
    ArrowBody batch = Objects.requireNonNull(body);
    return batch
        .site(field)
        .corrupt(
            "number of a dictionary's value: number=" + code + " values=" + dictionary.numValues(),
            batch.offset());
  }

  private long code(int row) {
    return switch (field.widthBytes()) {
      case 1 -> {
        byte code = NativeMemory.getByte(codes + row);
        yield field.isSigned() ? code : Byte.toUnsignedLong(code);
      }
      case 2 -> {
        short code = NativeMemory.getShort(codes + 2L * row);
        yield field.isSigned() ? code : Short.toUnsignedLong(code);
      }
      case 4 -> {
        int code = NativeMemory.getInt(codes + 4L * row);
        yield field.isSigned() ? code : Integer.toUnsignedLong(code);
      }
      default -> NativeMemory.getLong(codes + 8L * row);
    };
  }

  @Override
  public void close() {
    body = null;
  }
}
