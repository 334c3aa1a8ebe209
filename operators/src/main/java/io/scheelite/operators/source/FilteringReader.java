package io.scheelite.operators.source;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Selection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks the filter about whole batches: for sources that do not read columns one by one. */
record FilteringReader(SplitReader reader, RowFilter filter) implements SplitReader {
  @Override
  public @Nullable Batch next() {
    Batch batch = reader.next();
    Selection passing = batch == null ? null : filter.select(batch);
    return batch == null || passing == null ? batch : batch.withSelection(passing);
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return reader.blocked();
  }

  @Override
  public long bytesRead() {
    return reader.bytesRead();
  }

  @Override
  public long decompressNanos() {
    return reader.decompressNanos();
  }

  @Override
  public ReadCounts counts() {
    return reader.counts();
  }

  @Override
  public void close() {
    reader.close();
  }
}
