package io.scheelite.formats.parquet.write;

import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.encoding.DeltaPackedEncoder;
import io.scheelite.formats.parquet.metadata.PageSizes;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;

/** Encodes rows into one row group after another, column by column. */
public final class RowGroupWriter {
  private final WriterMemory memory;
  private final List<ChunkWriter> columns = new ArrayList<>();
  private final SharedBuffers shared;
  private long numRows;

  /** For the given columns, with pages and dictionaries of limited size. */
  public RowGroupWriter(
      List<ParquetColumn> columns,
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
    for (ParquetColumn column : columns) {
      this.columns.add(writer(column, limits));
    }
  }

  private ChunkWriter writer(ParquetColumn column, ChunkWriter.Limits limits) {
    return switch (column.stored()) {
      case BOOLEAN -> new BooleanChunkWriter(column, limits, memory, shared);
      case BYTE_ARRAY -> new StringChunkWriter(column, limits, memory, shared);
      case INT32, INT64, INT96, FLOAT, DOUBLE, FIXED_LEN_BYTE_ARRAY ->
          new FixedChunkWriter(column, limits, memory, shared);
    };
  }

  /** Rows of the current row group. */
  public long numRows() {
    return numRows;
  }

  /** Bytes of the current row group so far. */
  public long sizeBytes() {
    long size = 0;
    for (ChunkWriter column : columns) {
      size += column.sizeBytes();
    }
    return size;
  }

  /** Whether memory for some thousand more rows is left; else the row group should end here. */
  public boolean hasRoom() {
    long headroom = shared.page().capacity();
    for (ChunkWriter column : columns) {
      headroom += column.headroomBytes();
    }
    return memory.available(headroom);
  }

  /** Appends rows of one column; {@link #endRows} tells how many once all columns have them. */
  void append(int column, RowSlice slice) throws IOException {
    columns.get(column).append(slice);
  }

  void endRows(int count) {
    numRows += count;
  }

  /** Writes the row group at the channel's position and begins the next one. */
  public RowGroup writeTo(FileChannel channel) throws IOException {
    RowGroup group = new RowGroup(new ArrayList<>(), 0, numRows);
    group.setFile_offset(channel.position());
    long compressed = 0;
    for (ChunkWriter column : columns) {
      column.finishChunk();
      ColumnMetaData metadata = column.writeTo(channel);
      ColumnChunk chunk = new ColumnChunk(0);
      chunk.setMeta_data(metadata);
      group.addToColumns(chunk);
      group.setTotal_byte_size(group.getTotal_byte_size() + metadata.getTotal_uncompressed_size());
      compressed += metadata.getTotal_compressed_size();
    }
    group.setTotal_compressed_size(compressed);
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).writeFilterTo(channel, group.getColumns().get(i).getMeta_data());
    }
    for (int i = 0; i < columns.size(); i++) {
      // at once, not at the end of the file: nothing has to be kept until then
      ColumnChunk chunk = group.getColumns().get(i);
      columns.get(i).finishIndex(chunk.getMeta_data()).writeTo(channel, chunk);
    }
    numRows = 0;
    memory.releaseUnused();
    return group;
  }

  /** The largest pages of all row groups so far. */
  public PageSizes pageSizes() {
    return new PageSizes(columns.stream().map(ChunkWriter::largestPages).toList());
  }
}
