package io.scheelite.formats.dataset;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.evaluation.Projector;
import io.scheelite.operators.source.ReadCounts;
import io.scheelite.operators.source.SplitReader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads a member's batches and computes what is wanted beside them. */
abstract sealed class MemberReader implements SplitReader permits CastingReader, ConstantReader {
  private final List<Expression> expressions;
  private final Schema input;
  private final int batchSize;
  private final ScratchAllocator scratch;
  private @Nullable Projector projector;

  MemberReader(List<Expression> expressions, Schema input, int batchSize, MemoryConsumer memory) {
    this.expressions = expressions;
    this.input = input;
    this.batchSize = batchSize;
    this.scratch = new ScratchAllocator(memory);
  }

  /** The member's reader. */
  abstract SplitReader reader();

  /** Computes the expressions; the first time it takes the memory for it. */
  final Batch project(Batch batch) {
    Projector current = projector;
    if (current == null) {
      current = new Projector(expressions, input, batchSize, scratch);
      projector = current;
    }
    return current.project(batch);
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return reader().blocked();
  }

  @Override
  public long bytesRead() {
    return reader().bytesRead();
  }

  @Override
  public ReadCounts counts() {
    return reader().counts();
  }

  @Override
  public long decompressNanos() {
    return reader().decompressNanos();
  }

  @Override
  public void close() {
    reader().close();
    Projector current = projector;
    projector = null;
    if (current != null) {
      current.close();
    }
    scratch.close();
  }
}
