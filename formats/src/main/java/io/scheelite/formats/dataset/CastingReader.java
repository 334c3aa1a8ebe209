package io.scheelite.formats.dataset;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.SplitReader;
import org.jspecify.annotations.Nullable;

/** Converts a member's values to the types of the dataset. */
final class CastingReader extends MemberReader {
  private final SplitReader reader;

  CastingReader(SplitReader reader, MemberRequest request, MemoryConsumer memory) {
    super(request.outputs(), request.input(), request.request().batchSize(), memory);
    this.reader = reader;
  }

  @Override
  SplitReader reader() {
    return reader;
  }

  @Override
  public @Nullable Batch next() {
    Batch batch = reader.next();
    return batch == null ? null : project(batch);
  }
}
