package io.scheelite.formats.mutation;

import io.scheelite.columnar.arrow.ArrowValues;
import io.scheelite.formats.arrow.LibraryCodec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * What Arrow's own readers find in a file or stream. They trust what they read, but for accesses
 * beyond a buffer.
 */
final class ArrowOpinion {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final long MOST_BYTES = 128 << 20;

  private ArrowOpinion() {}

  /** Whether a path holds a file, not a stream. */
  private static boolean isFile(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    return Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC);
  }

  /**
   * The rows, in the form of {@code Batches.rows}; if there are more than wanted, one in their
   * place.
   *
   * @throws RuntimeException of any kind if the library refuses the file
   */
  static List<List<@Nullable Object>> rows(Path path, int wanted) throws IOException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (RootAllocator allocator = new RootAllocator(MOST_BYTES);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        ArrowReader reader =
            isFile(path)
                ? new ArrowFileReader(channel, allocator, LibraryCodec.ALL)
                : new ArrowStreamReader(channel, allocator, LibraryCodec.ALL)) {
      while (reader.loadNextBatch()) {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        if (root.getRowCount() > wanted - rows.size()) { // perhaps billions
          rows.add(List.of("more rows"));
          break;
        }
        rows.addAll(ArrowValues.rows(root));
      }
    }
    return rows;
  }
}
