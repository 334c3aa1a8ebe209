package io.scheelite.formats.arrow;

import io.scheelite.columnar.Schema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.jspecify.annotations.Nullable;

/** Files of random schemas and rows as Arrow's own writers write them. */
public final class StoredFile {
  private static final List<CompressionUtil.CodecType> CODECS =
      List.of(
          CompressionUtil.CodecType.NO_COMPRESSION,
          CompressionUtil.CodecType.LZ4_FRAME,
          CompressionUtil.CodecType.ZSTD);

  private final List<StoredField> fields = new ArrayList<>();
  private final List<List<@Nullable Object>> rows = new ArrayList<>();

  private StoredFile() {}

  /** What the file should hold. */
  List<List<@Nullable Object>> rows() {
    return rows;
  }

  /** As we should see it. */
  Schema schema() {
    return new Schema(
        fields.stream()
            .map(
                field ->
                    new io.scheelite.columnar.Field(
                        field.field().getName(), field.type(), field.field().isNullable()))
            .toList());
  }

  /** Writes a file or a stream. */
  public static StoredFile write(
      Path path, ArrowIpcFormat format, int maxRows, RandomGenerator random) throws IOException {
    StoredFile file = new StoredFile();
    for (int i = random.nextInt(5); i >= 0; i--) {
      file.fields.add(
          StoredField.random(
              "c" + i, 3, random.nextInt(4) > 0, format == ArrowIpcFormat.FILE, random));
    }
    CompressionUtil.CodecType type = CODECS.get(random.nextInt(CODECS.size()));
    CompressionCodec.Factory codec =
        type == CompressionUtil.CodecType.NO_COMPRESSION
            ? NoCompressionCodec.Factory.INSTANCE
            : new LibraryCodec(type);
    DictionaryProvider.MapDictionaryProvider dictionaries =
        new DictionaryProvider.MapDictionaryProvider();
    try (RootAllocator allocator = new RootAllocator();
        AutoCloseable _ = () -> closeAll(dictionaries);
        FileChannel channel =
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      file.fields.forEach(field -> addDictionaries(field, dictionaries, allocator));
      var schema =
          new org.apache.arrow.vector.types.pojo.Schema(
              file.fields.stream().map(StoredField::field).toList());
      try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
          ArrowWriter writer =
              format == ArrowIpcFormat.FILE
                  ? new ArrowFileWriter(
                      root, dictionaries, channel, null, IpcOption.DEFAULT, codec, type)
                  : new ArrowStreamWriter(
                      root, dictionaries, channel, IpcOption.DEFAULT, codec, type)) {
        writer.start();
        for (int b = random.nextInt(4); b > 0; b--) {
          file.fill(root, random.nextInt(maxRows + 1), random);
          writer.writeBatch();
        }
        writer.end();
      } finally {
        closeAll(dictionaries);
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return file;
  }

  private static void closeAll(DictionaryProvider.MapDictionaryProvider dictionaries) {
    for (long id : dictionaries.getDictionaryIds()) {
      dictionaries.lookup(id).getVector().close();
    }
  }

  private static void addDictionaries(
      StoredField field,
      DictionaryProvider.MapDictionaryProvider dictionaries,
      RootAllocator allocator) {
    List<@Nullable Object> values = field.dictionary();
    if (values != null) {
      StoredField plain = field.children().getFirst();
      FieldVector vector = plain.field().createVector(allocator);
      vector.allocateNew();
      for (int i = 0; i < values.size(); i++) {
        StoredValues.set(plain, vector, i, values.get(i));
      }
      vector.setValueCount(values.size());
      dictionaries.put(new Dictionary(vector, field.field().getDictionary()));
    }
    field.children().forEach(child -> addDictionaries(child, dictionaries, allocator));
  }

  private void fill(VectorSchemaRoot root, int numRows, RandomGenerator random) {
    root.clear();
    root.allocateNew();
    for (int i = 0; i < numRows; i++) {
      @Nullable Object[] row = new Object[fields.size()];
      for (int c = 0; c < row.length; c++) {
        StoredField field = fields.get(c);
        row[c] = field.field().isNullable() && random.nextInt(5) == 0 ? null : field.value(random);
        StoredValues.set(field, root.getVector(c), i, row[c]);
      }
      rows.add(Arrays.asList(row));
    }
    root.setRowCount(numRows);
  }
}
