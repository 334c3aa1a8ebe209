package io.scheelite.formats.parquet.encoded;

import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter.DoubleByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter.FixedLenByteArrayByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter.FloatByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter.IntegerByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter.LongByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter;
import org.apache.parquet.column.values.plain.BooleanPlainValuesWriter;
import org.apache.parquet.column.values.plain.FixedLenByteArrayPlainValuesWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridValuesWriter;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.apache.parquet.io.api.Binary;

/** The encoders of parquet-java. */
final class ValueWriters {
  static final ByteBufferAllocator ALLOCATOR = HeapByteBufferAllocator.getInstance();
  private static final int SLAB = 64;
  private static final int PAGE = 1 << 20;

  private ValueWriters() {}

  /** The encodings that a type may have. */
  static List<Encoding> encodings(Type stored) {
    return switch (stored) {
      case BOOLEAN -> List.of(Encoding.PLAIN, Encoding.RLE);
      case INT32, INT64 ->
          List.of(
              Encoding.PLAIN,
              Encoding.RLE_DICTIONARY,
              Encoding.PLAIN_DICTIONARY,
              Encoding.DELTA_BINARY_PACKED,
              Encoding.BYTE_STREAM_SPLIT);
      case INT96 -> List.of(Encoding.PLAIN, Encoding.RLE_DICTIONARY, Encoding.PLAIN_DICTIONARY);
      case FLOAT, DOUBLE ->
          List.of(
              Encoding.PLAIN,
              Encoding.RLE_DICTIONARY,
              Encoding.PLAIN_DICTIONARY,
              Encoding.BYTE_STREAM_SPLIT);
      case BYTE_ARRAY ->
          List.of(
              Encoding.PLAIN,
              Encoding.RLE_DICTIONARY,
              Encoding.PLAIN_DICTIONARY,
              Encoding.DELTA_LENGTH_BYTE_ARRAY,
              Encoding.DELTA_BYTE_ARRAY);
      case FIXED_LEN_BYTE_ARRAY ->
          List.of(
              Encoding.PLAIN,
              Encoding.RLE_DICTIONARY,
              Encoding.PLAIN_DICTIONARY,
              Encoding.DELTA_BYTE_ARRAY,
              Encoding.BYTE_STREAM_SPLIT);
    };
  }

  static boolean isDictionary(Encoding encoding) {
    return encoding == Encoding.RLE_DICTIONARY || encoding == Encoding.PLAIN_DICTIONARY;
  }

  /** An encoder of one of these encodings. */
  static ValuesWriter of(LeafKind kind, Encoding encoding, RandomGenerator random) {
    return switch (encoding) {
      case PLAIN -> plain(kind);
      case RLE_DICTIONARY, PLAIN_DICTIONARY -> dictionary(kind, encoding);
      case RLE -> new RunLengthBitPackingHybridValuesWriter(1, SLAB, PAGE, ALLOCATOR);
      case DELTA_BINARY_PACKED -> {
        int miniBlocks = 1 << random.nextInt(3);
        int block = Math.max(128, 32 * miniBlocks << random.nextInt(3));
        yield kind.stored == Type.INT32
            ? new DeltaBinaryPackingValuesWriterForInteger(block, miniBlocks, SLAB, PAGE, ALLOCATOR)
            : new DeltaBinaryPackingValuesWriterForLong(block, miniBlocks, SLAB, PAGE, ALLOCATOR);
      }
      case DELTA_LENGTH_BYTE_ARRAY -> new DeltaLengthByteArrayValuesWriter(SLAB, PAGE, ALLOCATOR);
      case DELTA_BYTE_ARRAY -> new DeltaByteArrayWriter(SLAB, PAGE, ALLOCATOR);
      case BYTE_STREAM_SPLIT -> split(kind);
      case BIT_PACKED -> throw new IllegalArgumentException("not of values: " + encoding);
    };
  }

  private static ValuesWriter plain(LeafKind kind) {
    return switch (kind.stored) {
      case BOOLEAN -> new BooleanPlainValuesWriter();
      case FIXED_LEN_BYTE_ARRAY, INT96 ->
          new FixedLenByteArrayPlainValuesWriter(kind.length, SLAB, PAGE, ALLOCATOR);
      case INT32, INT64, FLOAT, DOUBLE, BYTE_ARRAY -> new PlainValuesWriter(SLAB, PAGE, ALLOCATOR);
    };
  }

  private static ValuesWriter split(LeafKind kind) {
    return switch (kind.stored) {
      case INT32 -> new IntegerByteStreamSplitValuesWriter(SLAB, PAGE, ALLOCATOR);
      case INT64 -> new LongByteStreamSplitValuesWriter(SLAB, PAGE, ALLOCATOR);
      case FLOAT -> new FloatByteStreamSplitValuesWriter(SLAB, PAGE, ALLOCATOR);
      case DOUBLE -> new DoubleByteStreamSplitValuesWriter(SLAB, PAGE, ALLOCATOR);
      case FIXED_LEN_BYTE_ARRAY ->
          new FixedLenByteArrayByteStreamSplitValuesWriter(kind.length, SLAB, PAGE, ALLOCATOR);
      case BOOLEAN, INT96, BYTE_ARRAY -> throw new IllegalArgumentException("not split: " + kind);
    };
  }

  private static ValuesWriter dictionary(LeafKind kind, Encoding encoding) {
    var values = org.apache.parquet.column.Encoding.valueOf(encoding.name());
    var page =
        encoding == Encoding.PLAIN_DICTIONARY ? values : org.apache.parquet.column.Encoding.PLAIN;
    return switch (kind.stored) {
      case INT32 ->
          new DictionaryValuesWriter.PlainIntegerDictionaryValuesWriter(
              PAGE, values, page, ALLOCATOR);
      case INT64 ->
          new DictionaryValuesWriter.PlainLongDictionaryValuesWriter(PAGE, values, page, ALLOCATOR);
      case FLOAT ->
          new DictionaryValuesWriter.PlainFloatDictionaryValuesWriter(
              PAGE, values, page, ALLOCATOR);
      case DOUBLE ->
          new DictionaryValuesWriter.PlainDoubleDictionaryValuesWriter(
              PAGE, values, page, ALLOCATOR);
      case BYTE_ARRAY ->
          new DictionaryValuesWriter.PlainBinaryDictionaryValuesWriter(
              PAGE, values, page, ALLOCATOR);
      case FIXED_LEN_BYTE_ARRAY, INT96 ->
          new DictionaryValuesWriter.PlainFixedLenArrayDictionaryValuesWriter(
              PAGE, kind.length, values, page, ALLOCATOR);
      case BOOLEAN -> throw new IllegalArgumentException("no dictionary: " + kind);
    };
  }

  static void write(ValuesWriter writer, Object value) {
    switch (value) {
      case Boolean flag -> writer.writeBoolean(flag);
      case Integer number -> writer.writeInteger(number);
      case Long number -> writer.writeLong(number);
      case Float number -> writer.writeFloat(number);
      case Double number -> writer.writeDouble(number);
      case Binary bytes -> writer.writeBytes(bytes);
      default -> throw new IllegalArgumentException("not stored: " + value);
    }
  }
}
