package io.scheelite.scheduler.simulation;

import io.scheelite.memory.NativeMemory;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.client.ShuffleReader;
import io.scheelite.shuffle.file.StoredBlock;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Rows as blocks of a map output, a few rows in each. */
final class StoredRows {
  private static final int ROWS_PER_BLOCK = 3;

  private StoredRows() {}

  static SimulatedDisk.Stored encode(MapOutputId id, List<Long> rows, int numPartitions) {
    List<List<Long>> partitions = new ArrayList<>();
    for (int i = 0; i < numPartitions; i++) {
      partitions.add(new ArrayList<>());
    }
    rows.forEach(row -> partitions.get(Rows.partition(row, numPartitions)).add(row));
    long[] bytes = new long[numPartitions];
    long[] counts = new long[numPartitions];
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (int i = 0; i < numPartitions; i++) {
      List<Long> partition = partitions.get(i);
      counts[i] = partition.size();
      int begin = data.size();
      for (int from = 0; from < partition.size(); from += ROWS_PER_BLOCK) {
        int to = Math.min(from + ROWS_PER_BLOCK, partition.size());
        data.writeBytes(block(id, i, data.size() - begin, partition.subList(from, to)));
      }
      bytes[i] = (long) data.size() - begin;
    }
    MapOutput output =
        new MapOutput(id, bytes, counts, Rows.digest(rows), ROWS_PER_BLOCK * Long.BYTES);
    return new SimulatedDisk.Stored(output, data.toByteArray());
  }

  private static byte[] block(MapOutputId id, int partition, long offset, List<Long> rows) {
    ByteBuffer content =
        ByteBuffer.allocate(rows.size() * Long.BYTES).order(ByteOrder.nativeOrder());
    rows.forEach(content::putLong);
    return StoredBlock.of(id, partition, offset, content.array(), rows.size());
  }

  static void decode(ShuffleReader.Block block, List<Long> rows) {
    for (int i = 0; i < block.numRows(); i++) {
      rows.add(NativeMemory.getLong(block.address() + (long) i * Long.BYTES));
    }
  }
}
