package io.scheelite.formats.parquet.encoded;

import io.scheelite.columnar.DataType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file of random columns and rows, written byte by byte.
 *
 * @param bytes the file
 * @param types what its columns are
 * @param rows its rows in the form of {@code Batches.rows}
 * @param description encodings, codecs and page versions of its chunks
 */
@SuppressWarnings("ArrayRecordComponent") // files are not compared
public record EncodedFile(
    byte[] bytes, List<DataType> types, List<List<@Nullable Object>> rows, String description) {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  /**
   * A random file.
   *
   * @param levels how deep columns may be nested; 0 for none
   * @param maxRows in one row group at most
   */
  public static EncodedFile random(int levels, int maxRows, RandomGenerator random)
      throws IOException {
    List<Shape> columns = new ArrayList<>();
    for (int i = random.nextInt(levels == 0 ? 8 : 4); i >= 0; i--) {
      columns.add(Shape.random("c" + i, levels, random));
    }
    return of(columns, null, maxRows, random);
  }

  /** A file of one column whose chunks are all stored in one way. */
  static EncodedFile single(LeafKind kind, EncodedChunk.Plan plan, RandomGenerator random)
      throws IOException {
    Shape column =
        new Shape.Value("c", random.nextBoolean(), kind, random.nextBoolean(), random.nextInt(60));
    return of(List.of(column), plan, 300, random);
  }

  private static EncodedFile of(
      List<Shape> columns, EncodedChunk.@Nullable Plan fixed, int maxRows, RandomGenerator random)
      throws IOException {
    List<Shape.Leaf> leaves = new ArrayList<>();
    columns.forEach(column -> column.leaves(leaves, "", 0, 0));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(MAGIC);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<RowGroup> groups = new ArrayList<>();
    List<EncodedChunk> chunks = new ArrayList<>();
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      int numRows = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(maxRows);
      List<List<Shape.Entry>> entries = shred(columns, leaves.size(), numRows, rows, random);
      List<ColumnChunk> described = new ArrayList<>();
      long size = 0;
      for (int i = 0; i < leaves.size(); i++) {
        EncodedChunk.Plan plan =
            fixed == null ? EncodedChunk.Plan.random(leaves.get(i).kind(), random) : fixed;
        EncodedChunk chunk = new EncodedChunk(leaves.get(i), entries.get(i), plan, random);
        chunk.encode();
        described.add(chunk.described(file));
        size += described.getLast().getMeta_data().getTotal_uncompressed_size();
        chunks.add(chunk);
      }
      groups.add(new RowGroup(described, size, numRows));
    }
    int next = 0;
    for (RowGroup group : groups) {
      for (ColumnChunk chunk : group.getColumns()) {
        chunks.get(next++).index(chunk, file);
      }
    }
    writeFooter(columns, leaves.size(), groups, rows.size(), file, random);
    return new EncodedFile(
        file.toByteArray(),
        columns.stream().map(Shape::type).toList(),
        rows,
        columns + "\n" + chunks);
  }

  private static List<List<Shape.Entry>> shred(
      List<Shape> columns,
      int numLeaves,
      int numRows,
      List<List<@Nullable Object>> rows,
      RandomGenerator random) {
    List<List<Shape.Entry>> entries = new ArrayList<>();
    for (int i = 0; i < numLeaves; i++) {
      entries.add(new ArrayList<>());
    }
    for (int row = 0; row < numRows; row++) {
      List<@Nullable Object> values = new ArrayList<>();
      int leaf = 0;
      for (Shape column : columns) {
        Object value = column.value(random);
        leaf = column.shred(value, entries, leaf, 0, 0, 0);
        values.add(column.canonical(value));
      }
      rows.add(values);
    }
    return entries;
  }

  private static void writeFooter(
      List<Shape> columns,
      int numLeaves,
      List<RowGroup> groups,
      int numRows,
      ByteArrayOutputStream file,
      RandomGenerator random)
      throws IOException {
    List<SchemaElement> schema = new ArrayList<>();
    SchemaElement root = new SchemaElement("schema");
    root.setNum_children(columns.size());
    schema.add(root);
    columns.forEach(column -> column.describe(schema, random));
    FileMetaData footer = new FileMetaData(2, schema, numRows, groups);
    List<ColumnOrder> orders = new ArrayList<>();
    for (int i = 0; i < numLeaves; i++) {
      orders.add(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
    }
    footer.setColumn_orders(orders);
    int start = file.size();
    Util.writeFileMetaData(footer, file);
    file.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(file.size() - start).array());
    file.writeBytes(MAGIC);
  }
}
