package io.scheelite.formats.parquet.read;

import io.scheelite.formats.parquet.encoding.ByteStreamSplitDecoder;
import io.scheelite.formats.parquet.encoding.DeltaLengthDecoder;
import io.scheelite.formats.parquet.encoding.DeltaPackedDecoder;
import io.scheelite.formats.parquet.encoding.DeltaStringDecoder;
import io.scheelite.formats.parquet.encoding.FixedBytesDecoder;
import io.scheelite.formats.parquet.encoding.PlainDecoder;
import io.scheelite.formats.parquet.encoding.PlainStringDecoder;
import io.scheelite.formats.parquet.encoding.UuidDecoder;
import io.scheelite.formats.parquet.encoding.ValueDecoder;
import io.scheelite.formats.parquet.metadata.Conversion;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** Chooses the decoder of a data page. */
final class Decoders {
  private Decoders() {}

  /** The decoder of this encoding for the column's type, or null if there is none. */
  static @Nullable ValueDecoder of(
      ParquetColumn column,
      Encoding encoding,
      long address,
      long limit,
      ColumnReader.Buffers room) {
    ValueDecoder decoder = stored(column, encoding, address, limit, room);
    boolean fixedBytes = column.isString() && column.stored() == Type.FIXED_LEN_BYTE_ARRAY;
    boolean views = yieldsViews(column, encoding);
    if (decoder != null && column.conversion() == Conversion.FROM_UUID) {
      long texts = room.raw() + (long) room.batchRows() * UuidDecoder.STORED_BYTES;
      return new UuidDecoder(decoder, views, room.raw(), texts);
    }
    return decoder != null && fixedBytes && !views
        ? new FixedBytesDecoder(decoder, column.typeLength(), room.raw())
        : decoder;
  }

  private static @Nullable ValueDecoder stored(
      ParquetColumn column,
      Encoding encoding,
      long address,
      long limit,
      ColumnReader.Buffers room) {
    Type stored = column.stored();
    int width = stored == Type.FIXED_LEN_BYTE_ARRAY ? column.typeLength() : column.storedWidth();
    return switch (encoding) {
      case PLAIN ->
          stored == Type.BYTE_ARRAY
              ? new PlainStringDecoder(address, limit)
              : new PlainDecoder(address, limit, width);
      case DELTA_BINARY_PACKED ->
          switch (stored) {
            case INT32 -> new DeltaPackedDecoder(address, limit, false);
            case INT64 -> new DeltaPackedDecoder(address, limit, true);
            case BOOLEAN, INT96, FLOAT, DOUBLE, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> null;
          };
      case DELTA_LENGTH_BYTE_ARRAY ->
          stored == Type.BYTE_ARRAY ? new DeltaLengthDecoder(address, limit) : null;
      case DELTA_BYTE_ARRAY ->
          room.strings() != 0 && yieldsViews(column, encoding)
              ? new DeltaStringDecoder(address, limit, room.strings(), room.stringsCapacity())
              : null;
      case BYTE_STREAM_SPLIT ->
          stored == Type.BYTE_ARRAY || stored == Type.BOOLEAN
              ? null
              : new ByteStreamSplitDecoder(address, limit, width);
      case PLAIN_DICTIONARY, RLE, BIT_PACKED, RLE_DICTIONARY -> null;
    };
  }

  /** Whether decoded values are views rather than the stored bytes themselves. */
  static boolean yieldsViews(ParquetColumn column, Encoding encoding) {
    return column.stored() == Type.BYTE_ARRAY
        || (column.stored() == Type.FIXED_LEN_BYTE_ARRAY && encoding == Encoding.DELTA_BYTE_ARRAY);
  }

  static boolean isDictionary(Encoding encoding) {
    return encoding == Encoding.RLE_DICTIONARY || encoding == Encoding.PLAIN_DICTIONARY;
  }
}
