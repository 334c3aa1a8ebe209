package io.scheelite.operators.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryLimitExceededException;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.execution.RuntimeHarness;
import io.scheelite.operators.execution.StageExecution;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryCancelledException;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.testing.BatchRows;
import io.scheelite.operators.testing.InMemoryExchange;
import io.scheelite.operators.testing.ScriptedTable;
import io.scheelite.spill.SpillException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tasks that fail or are cancelled hold nothing afterwards; the harness looks at memory, files. */
class ExchangeFailureTest {
  private static final long MEMORY_BYTES = 32L << 20;
  private static final Schema SCHEMA = new Schema(List.of(new Field("k", DataType.INT64, false)));
  private static final Distribution BY_KEY = new Distribution.Hash(List.of(0));

  /** Says that a writer or reader was made to fail. */
  private static final class Broken extends ScheeliteException {
    private static final long serialVersionUID = 1L;

    Broken() {
      super(ErrorCode.IO_ERROR, "broken as wanted");
    }
  }

  private static PlanNode scan(ScriptedTable table) {
    return new PlanNode.Scan(table, List.of(0), List.of(), -1);
  }

  private static ScriptedTable table(int failAtBatch) {
    return new ScriptedTable(4, 10_000, 1_000, failAtBatch);
  }

  private static StageHarness stages(RuntimeHarness harness) {
    return new StageHarness(harness, RuntimeHarness.options(256));
  }

  /** Fails at the n-th write; at the commit for n = 0; when opened for a negative n. */
  private record FailingOutput(ExchangeOutput output, int failAtWrite, AtomicBoolean writerOpen)
      implements ExchangeOutput {
    @Override
    public int numPartitions() {
      return output.numPartitions();
    }

    @Override
    public long writerFloorBytes() {
      return output.writerFloorBytes();
    }

    @Override
    public ExchangeWriter open(MemoryConsumer memory) {
      if (failAtWrite < 0) {
        throw new Broken();
      }
      writerOpen.set(true);
      ExchangeWriter writer = output.open(memory);
      return new ExchangeWriter() {
        private int writes;

        @Override
        public void write(int partition, long address, int sizeBytes, int numRows) {
          if (++writes == failAtWrite) {
            throw new Broken();
          }
          writer.write(partition, address, sizeBytes, numRows);
        }

        @Override
        public void commit(long digest) {
          throw new Broken();
        }

        @Override
        public void close() {
          writerOpen.set(false);
          writer.close();
        }
      };
    }
  }

  @Test
  void aWriterThatFailsFailsTheTaskAndLeavesNothing() {
    for (int failAt : new int[] {-1, 0, 1, 2, 3}) {
      InMemoryExchange exchange = new InMemoryExchange(3);
      AtomicBoolean writerOpen = new AtomicBoolean();
      try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
        FailingOutput output = new FailingOutput(exchange.output(0), failAt, writerOpen);
        StageExecution stage =
            stages(harness)
                .start(scan(table(ScriptedTable.NEVER)), new StageOutput(BY_KEY, output, 0));
        assertThat(StageHarness.failure(stage)).isInstanceOf(Broken.class);
        assertThat(stage.sample()).isNull();
        assertThat(harness.memory().outstandingBytes()).isZero();
      }
      assertThat(exchange.tasks()).isEmpty();
      assertThat(exchange.numOpen()).isZero();
      assertThat(writerOpen.get()).isFalse();
    }
  }

  @Test
  void aTableThatFailsFailsTheTask() {
    for (int batch : new int[] {1, 2, 9, 40}) {
      ScriptedTable table = table(batch);
      InMemoryExchange exchange = new InMemoryExchange(3);
      try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
        StageExecution stage =
            stages(harness).start(scan(table), new StageOutput(BY_KEY, exchange.output(0), 0));
        assertThat(StageHarness.failure(stage)).isInstanceOf(ScriptedTable.ScriptedFailure.class);
      }
      assertThat(exchange.tasks()).isEmpty();
      assertThat(table.openReaders()).isZero();
    }
  }

  @Test
  void aFullDiskFailsTheTask() {
    ScriptedTable table = new ScriptedTable(10, 100_000, 1_000_000, ScriptedTable.NEVER);
    InMemoryExchange exchange = new InMemoryExchange(3);
    try (RuntimeHarness harness = new RuntimeHarness(6L << 20)) {
      harness.spill().disk().withCapacity(1 << 20);
      StageHarness stages = new StageHarness(harness, QueryOptions.defaults("query"));
      StageExecution stage =
          stages.start(scan(table), new StageOutput(BY_KEY, exchange.output(0), 0));
      assertThat(StageHarness.failure(stage)).isInstanceOf(SpillException.class);
    }
    assertThat(exchange.tasks()).isEmpty();
  }

  /** Wraps an input: fails at the n-th block, and says whether it was closed. */
  private static final class WatchedInput implements ExchangeInput {
    private final ExchangeInput input;
    private final int failAtBlock;
    private volatile boolean closed;
    private int blocks;

    WatchedInput(ExchangeInput input, int failAtBlock) {
      this.input = input;
      this.failAtBlock = failAtBlock;
    }

    private synchronized boolean failsNow() {
      return ++blocks == failAtBlock;
    }

    @Override
    public ExchangeReader open(MemoryConsumer memory) {
      ExchangeReader reader = input.open(memory);
      return new ExchangeReader() {
        @Override
        public @Nullable Block poll() {
          Block block = reader.poll();
          if (block != null && failsNow()) {
            throw new Broken();
          }
          return block;
        }

        @Override
        public boolean finished() {
          return reader.finished();
        }

        @Override
        public @Nullable CompletableFuture<Void> blocked() {
          return reader.blocked();
        }

        @Override
        public void close() {
          reader.close();
        }
      };
    }

    @Override
    public long readerFloorBytes() {
      return input.readerFloorBytes();
    }

    @Override
    public int maxReaders() {
      return input.maxReaders();
    }

    @Override
    public void close() {
      closed = true;
      input.close();
    }
  }

  /** Three tasks' rows. */
  private static InMemoryExchange filled(RuntimeHarness harness) {
    InMemoryExchange exchange = new InMemoryExchange(2);
    for (int task = 0; task < 3; task++) {
      StageHarness.await(
          stages(harness)
              .start(
                  scan(table(ScriptedTable.NEVER)),
                  new StageOutput(BY_KEY, exchange.output(task), task)));
    }
    return exchange;
  }

  @Test
  void aReaderThatFailsFailsTheTaskAndTheInputIsClosed() {
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      InMemoryExchange exchange = filled(harness);
      for (int failAt : new int[] {1, 2, 5}) {
        WatchedInput input = new WatchedInput(exchange.input(), failAt);
        InMemoryExchange next = new InMemoryExchange(2);
        StageExecution stage =
            stages(harness)
                .start(
                    StageHarness.read(SCHEMA, BY_KEY, false),
                    input,
                    new StageOutput(BY_KEY, next.output(0), 0));
        assertThat(StageHarness.failure(stage)).isInstanceOf(Broken.class);
        assertThat(input.closed).isTrue();
        assertThat(exchange.numOpen()).isZero();
        assertThat(next.tasks()).isEmpty();
      }
    }
  }

  @Test
  void aRootWaitsForItsInputWithoutAThread() throws InterruptedException {
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES, 1)) {
      InMemoryExchange exchange = filled(harness);
      CompletableFuture<Void> ready = new CompletableFuture<>();
      StageBoundary boundary =
          StageBoundary.ofRoot(StageHarness.inputs(exchange.input(List.of(0, 1), ready)));
      try (QueryExecution root =
          harness
              .runtime()
              .start(
                  StageHarness.read(SCHEMA, BY_KEY, false),
                  boundary,
                  RuntimeHarness.options(256))) {
        // the only thread is free for another query meanwhile
        assertThat(stages(harness).readAll(read(), exchange.input())).hasSize(120_000);
        assertThat(root.ended()).isNotDone();
        ready.complete(null);
        List<Object> rows = new ArrayList<>();
        for (var batch = root.cursor().next(); batch != null; batch = root.cursor().next()) {
          rows.addAll(BatchRows.of(batch));
        }
        assertThat(rows).hasSize(120_000);
      }
    }
  }

  private static PlanNode read() {
    return StageHarness.read(SCHEMA, BY_KEY, false);
  }

  @Test
  void aRootThatWaitsCanBeClosed() {
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      InMemoryExchange exchange = filled(harness);
      WatchedInput input =
          new WatchedInput(exchange.input(List.of(0), new CompletableFuture<>()), -1);
      StageBoundary boundary = StageBoundary.ofRoot(StageHarness.inputs(input));
      harness.runtime().start(read(), boundary, RuntimeHarness.options(256)).close();
      assertThat(input.closed).isTrue();
    }
  }

  @Test
  void aStageWhoseReaderWaitsForeverFailsWhenTheWaitFails() {
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      InMemoryExchange exchange = filled(harness);
      CompletableFuture<Void> ready = new CompletableFuture<>();
      StageExecution stage =
          stages(harness)
              .start(
                  read(),
                  exchange.input(List.of(0), ready),
                  new StageOutput(BY_KEY, new InMemoryExchange(1).output(0), 0));
      ready.completeExceptionally(new Broken());
      assertThat(StageHarness.failure(stage)).isInstanceOf(Broken.class);
    }
  }

  @Test
  void cancelledTasksEndSoonAndHoldNothing() throws InterruptedException {
    ScriptedTable endless = new ScriptedTable(4, 100_000_000, 1_000, ScriptedTable.NEVER);
    InMemoryExchange exchange = new InMemoryExchange(3);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      StageHarness stages = new StageHarness(harness, QueryOptions.defaults("query"));
      StageExecution stage =
          stages.start(scan(endless), new StageOutput(BY_KEY, exchange.output(0), 0));
      CountDownLatch ended = new CountDownLatch(1);
      var _ = stage.ended().whenComplete((done, failure) -> ended.countDown());
      while (stage.numRows() < 5_000_000 && ended.getCount() > 0) {
        Thread.onSpinWait(); // until it spills
      }
      assertThat(stage.spilledBytes()).isPositive();
      stage.close();
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(StageHarness.failure(stage)).isInstanceOf(QueryCancelledException.class);
      assertThat(harness.memory().outstandingBytes()).isZero();
    }
    assertThat(exchange.tasks()).isEmpty();
    assertThat(endless.openReaders()).isZero();
  }

  @Test
  void closingTheRuntimeEndsItsTasks() {
    ScriptedTable endless = new ScriptedTable(4, 100_000_000, 1_000, ScriptedTable.NEVER);
    StageExecution stage;
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      StageOutput output = new StageOutput(BY_KEY, new InMemoryExchange(1).output(0), 0);
      stage = stages(harness).start(scan(endless), output);
    }
    assertThat(stage.ended()).isDone();
    assertThat(StageHarness.failure(stage)).isInstanceOf(QueryCancelledException.class);
  }

  @Test
  void tooLittleMemoryIsRefusedAndTheInputIsClosed() {
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      InMemoryExchange exchange = filled(harness);
      WatchedInput input = new WatchedInput(exchange.input(), -1);
      StageOutput output = new StageOutput(BY_KEY, new InMemoryExchange(3).output(0), 0);
      StageExecution stage =
          harness
              .runtime()
              .startStage(
                  read(),
                  new StageBoundary(StageHarness.inputs(input), output),
                  QueryOptions.defaults("query").withMemoryLimitBytes(256 << 10));
      assertThat(StageHarness.failure(stage)).isInstanceOf(MemoryLimitExceededException.class);
      assertThat(input.closed).isTrue();
    }
  }

  @Test
  void aPlanThatCannotBeBuiltClosesItsInputs() {
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      WatchedInput input = new WatchedInput(new InMemoryExchange(1).input(), -1);
      StageBoundary boundary = StageBoundary.ofRoot(Map.of(99, input)); // not what is read
      assertThatThrownBy(
              () -> harness.runtime().start(read(), boundary, QueryOptions.defaults("query")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(input.closed).isTrue();
      WatchedInput other = new WatchedInput(new InMemoryExchange(1).input(), -1);
      StageBoundary noOutput = StageBoundary.ofRoot(StageHarness.inputs(other));
      assertThatThrownBy(
              () -> harness.runtime().startStage(read(), noOutput, QueryOptions.defaults("query")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(other.closed).isTrue();
    }
  }
}
