package io.scheelite.formats.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Arrow files say is not believed; dictionaries that grow and change are followed. */
class ArrowTrustTest {
  private static final ArrowType.Int INDEX = new ArrowType.Int(32, true);

  @TempDir private Path folder;
  private final TestMemory memory = TestMemory.create(32 << 20);
  private final RootAllocator allocator = new RootAllocator();

  @AfterEach
  void everythingIsGivenBack() {
    allocator.close();
    memory.close();
  }

  private Path file() {
    return folder.resolve("t.arrows");
  }

  private FileChannel channel() throws IOException {
    return FileChannel.open(file(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private List<List<@Nullable Object>> read() {
    ArrowTable table = ArrowTable.open(file());
    List<Integer> columns = IntStream.range(0, table.schema().size()).boxed().toList();
    ScanRequest request = new ScanRequest(columns, List.of(), 100);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (MemoryConsumer consumer = memory.reserved("scan", table.readerFloorBytes(request))) {
      for (Split split : table.splits(request)) {
        try (SplitReader reader = split.open(consumer)) {
          for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            rows.addAll(Batches.rows(batch));
          }
        }
      }
      assertThat(consumer.usedBytes()).isZero();
    }
    return rows;
  }

  private void assertRefused(ErrorCode code, String... parts) {
    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(FormatException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(file().toString())
        .hasMessageContainingAll(parts);
  }

  private void write(FieldVector vector) throws IOException {
    try (FileChannel channel = channel();
        VectorSchemaRoot root = VectorSchemaRoot.of(vector);
        ArrowStreamWriter writer = new ArrowStreamWriter(root, null, channel)) {
      writer.start();
      writer.writeBatch();
    }
  }

  private static void write(
      FileChannel channel,
      FieldVector vector,
      CompressionCodec.Factory codecs,
      CompressionUtil.CodecType codec)
      throws IOException {
    try (VectorSchemaRoot root = VectorSchemaRoot.of(vector);
        ArrowStreamWriter writer =
            new ArrowStreamWriter(root, null, channel, IpcOption.DEFAULT, codecs, codec)) {
      writer.start();
      writer.writeBatch();
    }
  }

  private ListVector lists() {
    ListVector lists =
        new ListVector("l", allocator, FieldType.nullable(ArrowType.List.INSTANCE), null);
    lists.addOrGetVector(FieldType.nullable(INDEX));
    lists.allocateNew();
    IntVector elements = (IntVector) lists.getDataVector();
    for (int i = 0; i < 10; i++) {
      int start = lists.startNewValue(i);
      elements.setSafe(start, i);
      elements.setSafe(start + 1, i);
      lists.endValue(i, 2);
    }
    lists.setValueCount(10);
    return lists;
  }

  @Test
  void offsetsOfListsStayInside() throws IOException {
    ListVector lists = lists();
    lists.getOffsetBuffer().setInt(4 * 5, 1_000_000);
    write(lists);
    assertRefused(ErrorCode.CORRUPT_DATA, "offsets of lists", "column=l", "offset=");
  }

  @Test
  void offsetsOfListsDoNotGoBack() throws IOException {
    ListVector lists = lists();
    lists.getOffsetBuffer().setInt(4 * 5, -3);
    write(lists);
    assertRefused(ErrorCode.CORRUPT_DATA, "offsets of lists", "column=l", "offset=");
  }

  @Test
  void columnsWithoutNullsHaveNone() throws IOException {
    IntVector vector = new IntVector("n", FieldType.notNullable(INDEX), allocator);
    vector.setSafe(0, 1);
    vector.setNull(1);
    vector.setValueCount(2);
    write(vector);
    assertRefused(ErrorCode.CORRUPT_DATA, "null in a column without nulls", "column=n");
  }

  @Test
  void deepSchemasAreRefused() throws IOException {
    Field field = Field.nullable("x", INDEX);
    for (int i = 0; i < 70; i++) {
      field = new Field("x", FieldType.nullable(ArrowType.List.INSTANCE), List.of(field));
    }
    try (FileChannel channel = channel()) {
      MessageSerializer.serialize(new WriteChannel(channel), new Schema(List.of(field)));
    }
    assertRefused(ErrorCode.UNSUPPORTED, "nested too deeply");
  }

  @Test
  void typesThatWeDoNotHaveAreRefusedByName() throws IOException {
    Field field = Field.nullable("d", new ArrowType.Decimal(50, 2, 256));
    try (FileChannel channel = channel()) {
      MessageSerializer.serialize(new WriteChannel(channel), new Schema(List.of(field)));
    }
    assertRefused(ErrorCode.UNSUPPORTED, "Decimal(50, 2, 256)", "column=d");
  }

  /** Arrow's writers store the size 0 of an empty buffer, and no frame behind it. */
  @ParameterizedTest
  @EnumSource(
      value = CompressionUtil.CodecType.class,
      names = {"LZ4_FRAME", "ZSTD"})
  void emptyBuffersAreNotCompressed(CompressionUtil.CodecType codec) throws IOException {
    try (FileChannel channel = channel()) {
      write(channel, words("", ""), new LibraryCodec(codec), codec);
    }
    assertThat(read()).isEqualTo(List.of(List.of(""), List.of("")));
  }

  @Test
  void compressedBuffersHoldWhatTheySay() throws IOException {
    try (FileChannel channel = channel();
        IntVector vector = new IntVector("n", allocator)) {
      for (int i = 0; i < 5000; i++) {
        vector.setSafe(i, i % 7);
      }
      vector.setValueCount(5000);
      write(channel, vector, new LyingCodec(), CompressionUtil.CodecType.LZ4_FRAME);
    }
    assertRefused(ErrorCode.CORRUPT_DATA, "size of a compressed buffer", "column=n", "offset=");
  }

  /** Says that two gigabytes are in some bytes. */
  private static final class LyingCodec implements CompressionCodec.Factory {
    @Override
    public CompressionCodec createCodec(CompressionUtil.CodecType type) {
      return new LibraryCodec(type) {
        @Override
        protected void writeUncompressedLength(ArrowBuf buffer, long length) {
          super.writeUncompressedLength(buffer, Integer.MAX_VALUE);
        }
      };
    }

    @Override
    public CompressionCodec createCodec(CompressionUtil.CodecType type, int level) {
      return createCodec(type);
    }
  }

  private VarCharVector words(String... words) {
    VarCharVector vector = new VarCharVector("w", allocator);
    vector.allocateNew();
    for (int i = 0; i < words.length; i++) {
      vector.setSafe(i, words[i].getBytes(StandardCharsets.UTF_8));
    }
    vector.setValueCount(words.length);
    return vector;
  }

  private static ArrowRecordBatch batch(FieldVector vector) {
    try (VectorSchemaRoot root = VectorSchemaRoot.of(vector)) {
      return new VectorUnloader(root).getRecordBatch();
    }
  }

  private void dictionary(WriteChannel channel, boolean isDelta, String... words)
      throws IOException {
    try (ArrowDictionaryBatch dictionary =
        new ArrowDictionaryBatch(9, batch(words(words)), isDelta)) {
      MessageSerializer.serialize(channel, dictionary);
    }
  }

  private void codes(WriteChannel channel, Integer... codes) throws IOException {
    IntVector vector = new IntVector("w", allocator);
    vector.allocateNew(codes.length);
    for (int i = 0; i < codes.length; i++) {
      vector.setSafe(i, codes[i]);
    }
    vector.setValueCount(codes.length);
    try (ArrowRecordBatch batch = batch(vector)) {
      MessageSerializer.serialize(channel, batch);
    }
  }

  private static void schema(WriteChannel channel) throws IOException {
    FieldType type =
        new FieldType(true, ArrowType.Utf8.INSTANCE, new DictionaryEncoding(9, false, INDEX));
    MessageSerializer.serialize(channel, new Schema(List.of(new Field("w", type, null))));
  }

  @Test
  void dictionariesOfStreamsGrowAndChange() throws IOException {
    try (FileChannel file = channel()) {
      WriteChannel channel = new WriteChannel(file);
      schema(channel);
      dictionary(channel, false, "one", "a second word that is long");
      codes(channel, 1, 0);
      dictionary(channel, true, "three");
      codes(channel, 2, 0);
      dictionary(channel, true, "four");
      codes(channel, 3, 1);
      dictionary(channel, false, "eins", "zwei");
      codes(channel, 1, 0);
    }
    assertThat(read().stream().map(List::getFirst))
        .containsExactly(
            "a second word that is long",
            "one",
            "three",
            "one",
            "four",
            "a second word that is long",
            "zwei",
            "eins");
  }

  @Test
  void dictionariesGrowManyTimes() throws IOException {
    List<String> words = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    try (FileChannel file = channel()) {
      WriteChannel channel = new WriteChannel(file);
      schema(channel);
      for (int i = 0; i < 200; i++) {
        if (i == 120) {
          words.clear();
        }
        String[] more = {"short" + i, "", "a word that is too long to be kept in a view, " + i};
        dictionary(channel, !words.isEmpty(), more);
        words.addAll(List.of(more));
        int code = i * 7919 % words.size();
        codes(channel, code, words.size() - 1, 0);
        expected.addAll(List.of(words.get(code), words.getLast(), words.getFirst()));
      }
    }
    assertThat(read().stream().map(List::getFirst)).isEqualTo(expected);
  }

  @Test
  void numbersOfDictionaryValuesStayInside() throws IOException {
    for (int code : new int[] {2, -1, Integer.MAX_VALUE}) {
      Files.deleteIfExists(file());
      try (FileChannel file = channel()) {
        WriteChannel channel = new WriteChannel(file);
        schema(channel);
        dictionary(channel, false, "one", "two");
        codes(channel, 1, code);
        dictionary(channel, true, "too late");
      }
      assertRefused(
          ErrorCode.CORRUPT_DATA, "number of a dictionary's value", "column=w", "offset=");
    }
  }

  @Test
  void dictionariesMayBeMissingWhereAllIsNull() throws IOException {
    try (FileChannel file = channel()) {
      WriteChannel channel = new WriteChannel(file);
      schema(channel);
      IntVector vector = new IntVector("w", allocator);
      vector.allocateNew(3);
      vector.setValueCount(3);
      try (ArrowRecordBatch batch = batch(vector)) {
        MessageSerializer.serialize(channel, batch);
      }
    }
    List<@Nullable Object> missing = Arrays.asList((Object) null);
    assertThat(read()).isEqualTo(List.of(missing, missing, missing));
  }
}
