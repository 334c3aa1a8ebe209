package io.scheelite.formats.parquet.write;

import io.scheelite.columnar.DataType;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.encoding.DeltaPackedEncoder;
import io.scheelite.formats.parquet.metadata.FileColumn;
import io.scheelite.formats.parquet.metadata.PageSizes;
import io.scheelite.formats.parquet.metadata.StoredSchema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/** Encodes rows into one row group after another, column by column. */
public final class RowGroupWriter {
  private final WriterMemory memory;
  private final List<ChunkWriter> chunks = new ArrayList<>();
  private final List<@Nullable NestedColumnWriter> nested = new ArrayList<>(); // one per column
  private final List<Integer> firstChunks = new ArrayList<>(); // likewise
  private final SharedBuffers shared;
  private long numRows;

  /** For the columns of a schema, with pages and dictionaries of limited size. */
  public RowGroupWriter(
      StoredSchema schema,
      int pageRows,
      int pageBytes,
      int dictionaryBytes,
      Compression compression,
      BloomFilterOptions filters,
      WriterMemory memory) {
    this.memory = memory;
    memory.takeWorkspace(compression.compressWorkspaceBytes());
    this.shared =
        new SharedBuffers(
            new Buffer(memory, 1), new Buffer(memory, DeltaPackedEncoder.WORKSPACE_BYTES));
    var limits = new ChunkWriter.Limits(pageRows, pageBytes, dictionaryBytes, compression, filters);
    for (FileColumn column : schema.columns()) {
      int first = chunks.size();
      firstChunks.add(first);
      for (FileColumn.Leaf leaf : column.leaves()) {
        List<String> path = schema.paths().get(leaf.index());
        chunks.add(writer(new LeafColumn(leaf.column(), path), limits));
      }
      boolean isNested = DataType.isNested(column.type());
      nested.add(
          isNested
              ? new NestedColumnWriter(column, chunks.subList(first, chunks.size()), memory)
              : null);
    }
  }

  private ChunkWriter writer(LeafColumn leaf, ChunkWriter.Limits limits) {
    return switch (leaf.column().stored()) {
      case BOOLEAN -> new BooleanChunkWriter(leaf, limits, memory, shared);
      case BYTE_ARRAY -> new StringChunkWriter(leaf, limits, memory, shared);
      case INT32, INT64, INT96, FLOAT, DOUBLE, FIXED_LEN_BYTE_ARRAY ->
          new FixedChunkWriter(leaf, limits, memory, shared);
    };
  }

  /** Rows of the current row group. */
  public long numRows() {
    return numRows;
  }

  /** Bytes of the current row group so far. */
  public long sizeBytes() {
    long size = 0;
    for (ChunkWriter chunk : chunks) {
      size += chunk.sizeBytes();
    }
    return size;
  }

  /** Whether memory for some thousand more rows is left; else the row group should end here. */
  public boolean hasRoom() {
    long headroom = shared.page().capacity();
    for (ChunkWriter chunk : chunks) {
      headroom += chunk.headroomBytes();
    }
    return memory.available(headroom);
  }

  /** Appends rows of one column; {@link #endRows} tells how many once all columns have them. */
  void append(int column, RowSlice slice) throws IOException {
    NestedColumnWriter parts = nested.get(column);
    if (parts == null) {
      chunks.get(firstChunks.get(column)).append(slice);
    } else {
      parts.append(slice);
    }
  }

  void endRows(int count) {
    numRows += count;
  }

  /** Writes the row group at the channel's position and begins the next one. */
  public RowGroup writeTo(FileChannel channel) throws IOException {
    RowGroup group = new RowGroup(new ArrayList<>(), 0, numRows);
    group.setFile_offset(channel.position());
    long compressed = 0;
    for (ChunkWriter chunk : chunks) {
      chunk.finishChunk();
      ColumnMetaData metadata = chunk.writeTo(channel);
      ColumnChunk described = new ColumnChunk(0);
      described.setMeta_data(metadata);
      group.addToColumns(described);
      group.setTotal_byte_size(group.getTotal_byte_size() + metadata.getTotal_uncompressed_size());
      compressed += metadata.getTotal_compressed_size();
    }
    group.setTotal_compressed_size(compressed);
    for (int i = 0; i < chunks.size(); i++) {
      chunks.get(i).writeFilterTo(channel, group.getColumns().get(i).getMeta_data());
    }
    for (int i = 0; i < chunks.size(); i++) {
      // at once, not at the end of the file: nothing has to be kept until then
      ColumnChunk chunk = group.getColumns().get(i);
      chunks.get(i).finishIndex(chunk.getMeta_data()).writeTo(channel, chunk);
    }
    numRows = 0;
    memory.releaseUnused();
    return group;
  }

  /** The largest pages of all row groups so far. */
  public PageSizes pageSizes() {
    return new PageSizes(chunks.stream().map(ChunkWriter::largestPages).toList());
  }
}
