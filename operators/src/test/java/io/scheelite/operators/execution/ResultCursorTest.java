package io.scheelite.operators.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.TestMemory;
import io.scheelite.memory.WaitClock;
import io.scheelite.operators.basic.LimitFactory;
import io.scheelite.operators.basic.UnionSourceFactory;
import io.scheelite.operators.basic.ValuesFactory;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.ExecutionGraph;
import io.scheelite.operators.runtime.ExecutionProfile;
import io.scheelite.operators.runtime.FloorPlan;
import io.scheelite.operators.runtime.Operator;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.operators.runtime.PinnedMemory;
import io.scheelite.operators.runtime.Pipeline;
import io.scheelite.operators.runtime.QueryCancelledException;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.runtime.QueryPipelines;
import io.scheelite.operators.runtime.QueryScheduler;
import io.scheelite.operators.runtime.SourceFactory;
import io.scheelite.operators.runtime.Transform;
import io.scheelite.operators.runtime.TransformFactory;
import io.scheelite.operators.runtime.WorkerPool;
import io.scheelite.operators.testing.BatchRows;
import io.scheelite.operators.testing.TestSpill;
import io.scheelite.spill.SpillException;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads results of literal rows: what arrives, how much is buffered, how reading ends. */
class ResultCursorTest {
  private static final int BATCH_SIZE = 64;
  private static final String LONG = "a string that does not fit into a view: ";

  private static final Schema SCHEMA =
      Schema.of(
          new Field("number", DataType.INT32, true),
          new Field("text", DataType.UTF8, true),
          new Field("flag", DataType.BOOLEAN, true));

  private final WorkerPool pool = WorkerPool.owned("worker", 2);
  private final MemoryManager memory =
      new MemoryManager(TestMemory.config(16 << 20), pool.executor());
  private final TestSpill spill = new TestSpill();
  private final QueryScheduler scheduler =
      new QueryScheduler(pool, memory, spill.manager(), WaitClock.SYSTEM);

  private ExecutionGraph started;

  @AfterEach
  void nothingIsLeft() {
    scheduler.close();
    pool.close();
    spill.close();
    assertThat(memory.outstandingBytes()).isZero();
    assertThat(memory.leaks()).isEmpty();
    memory.close();
  }

  private static PlanNode.Values values(int from, int to) {
    List<List<Literal>> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      rows.add(
          List.of(
              new Literal((long) i, DataType.INT32),
              new Literal(i % 7 == 0 ? null : i % 2 == 0 ? "s" + i : LONG + i, DataType.UTF8),
              new Literal(i % 5 == 0 ? null : i % 3 == 0, DataType.BOOLEAN)));
    }
    return new PlanNode.Values(SCHEMA, rows);
  }

  private static List<List<@Nullable Object>> expected(int from, int to) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      rows.add(
          Arrays.asList(
              (long) i,
              i % 7 == 0 ? null : i % 2 == 0 ? "s" + i : LONG + i,
              i % 5 == 0 ? null : i % 3 == 0));
    }
    return rows;
  }

  private ResultCursor start(SourceFactory source, TransformFactory... transforms) {
    ResultBuffer result = new ResultBuffer();
    Pipeline pipeline =
        new Pipeline(
            "rows",
            new Operator<>(source, new OperatorStats("source")),
            Arrays.stream(transforms)
                .map(t -> new Operator<>(t, new OperatorStats("transform")))
                .toList(),
            new Operator<>(result, new OperatorStats("result")),
            List.of());
    ExecutionGraph graph =
        scheduler.start(
            new QueryPipelines(List.of(pipeline), new ExecutionProfile()),
            QueryOptions.defaults("query").withBatchSize(BATCH_SIZE),
            FloorPlan.concurrent(List.of(pipeline), pool.parallelism()));
    var _ = graph.ended().whenComplete((done, failure) -> result.end());
    started = graph;
    return new ResultCursor(SCHEMA, result, graph);
  }

  private static List<List<@Nullable Object>> readAll(ResultCursor cursor) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
      rows.addAll(BatchRows.of(batch));
    }
    return rows;
  }

  @Test
  void rowsArriveInOrderAndMemoryIsBackAtTheEndOfReading() {
    ResultCursor cursor = start(new ValuesFactory(values(0, 1000), BATCH_SIZE));
    assertThat(readAll(cursor)).isEqualTo(expected(0, 1000));
    assertThat(memory.outstandingBytes()).isZero();
    assertThat(cursor.next()).isNull();
    cursor.close();
  }

  @Test
  void slowReaderMakesTheQueryWaitWithBoundedMemory() {
    try (ResultCursor cursor = start(new ValuesFactory(values(0, 30_000), BATCH_SIZE))) {
      Batch first = cursor.next();
      assertThat(first).isNotNull();
      assertThat(BatchRows.of(first)).isEqualTo(expected(0, first.numRows()));
      List<List<@Nullable Object>> rest = readAll(cursor);
      assertThat(rest).isEqualTo(expected(first.numRows(), 30_000));
      assertThat(memory.rootPool().peakBytes()).isLessThan(1 << 20);
    }
  }

  /** Passes everything on, and shows its driver's context. */
  private static final class Observer implements TransformFactory {
    private final CompletableFuture<DriverContext> context = new CompletableFuture<>();

    @Override
    public Transform create(DriverContext driver) {
      context.complete(driver);
      return new Transform() {
        private @Nullable Batch passing;

        @Override
        public void accept(Batch input) {
          passing = input;
        }

        @Override
        public @Nullable Batch next() {
          Batch batch = passing;
          passing = null;
          return batch;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public long floorBytes() {
      return 0;
    }
  }

  /** The reader has one batch, and nothing of the rest is in memory but two blocks. */
  private ResultCursor written(Observer observer) throws Exception {
    ResultCursor cursor = start(new ValuesFactory(values(0, 30_000), BATCH_SIZE), observer);
    Batch first = cursor.next();
    assertThat(first).isNotNull();
    assertThat(BatchRows.of(first)).isEqualTo(expected(0, BATCH_SIZE));
    assertThat(started.ended()).isNotDone();
    observer.context.get(60, TimeUnit.SECONDS).pinned().wanted();
    started.ended().get(60, TimeUnit.SECONDS);
    assertThat(observer.context.join().spill().liveFiles()).isGreaterThan(2);
    assertThat(memory.rootPool().peakBytes()).isLessThan(1 << 20);
    return cursor;
  }

  @Test
  void whoseMemoryIsWantedGoesOnWithoutItsReader() throws Exception {
    Observer observer = new Observer();
    try (ResultCursor cursor = written(observer)) {
      assertThat(readAll(cursor)).isEqualTo(expected(BATCH_SIZE, 30_000));
      assertThat(observer.context.join().spill().spilledBytes()).isPositive();
      assertThat(memory.rootPool().peakBytes()).isLessThan(1 << 20);
    }
    assertThat(spill.manager().liveFiles()).isZero();
  }

  @Test
  void whatIsInFilesAndNotReadIsDeleted() throws Exception {
    try (ResultCursor cursor = written(new Observer())) {
      assertThat(cursor.next()).isNotNull();
    }
    assertThat(spill.manager().liveFiles()).isZero();
  }

  /** The query itself has ended well by then. */
  @Test
  void nothingIsReadBehindABlockThatIsLost() throws Exception {
    try (ResultCursor cursor = written(new Observer())) {
      spill.disk().withFailingRead(0);
      Throwable failure = catchThrowable(() -> readAll(cursor));
      assertThat(failure).isInstanceOf(SpillException.class);
      assertThat(spill.disk().faultsFired()).isOne();
      for (int i = 0; i < 100; i++) { // more often than there are blocks
        assertThat(cursor.finished()).isFalse();
        assertThatThrownBy(cursor::next).isSameAs(failure);
      }
    }
    assertThat(spill.manager().liveFiles()).isZero();
  }

  /** Memory is wanted and not, again and again, while somebody reads. */
  @Test
  void rowsKeepTheirOrderOverMemoryAndFiles() throws Exception {
    Observer observer = new Observer();
    try (ResultCursor cursor = start(new ValuesFactory(values(0, 30_000), BATCH_SIZE), observer)) {
      PinnedMemory pinned = observer.context.get(60, TimeUnit.SECONDS).pinned();
      RandomGenerator random = Seeds.random(ResultCursorTest.class, 0);
      List<List<@Nullable Object>> rows = new ArrayList<>();
      boolean wanted = false;
      for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
        rows.addAll(BatchRows.of(batch));
        if (random.nextInt(8) == 0) {
          wanted = !wanted;
          if (wanted) {
            pinned.wanted();
          } else {
            pinned.settled();
          }
        }
      }
      assertThat(rows).isEqualTo(expected(0, 30_000));
      assertThat(memory.rootPool().peakBytes()).isLessThan(1 << 20);
    }
  }

  @Test
  void closingBeforeTheEndCancels() {
    ResultCursor cursor = start(new ValuesFactory(values(0, 30_000), BATCH_SIZE));
    assertThat(cursor.next()).isNotNull();
    cursor.close();
    assertThat(memory.outstandingBytes()).isZero();
    assertThat(cursor.next()).isNull();
  }

  @Test
  void cancelReachesTheReader() {
    try (ResultCursor cursor = start(new ValuesFactory(values(0, 30_000), BATCH_SIZE))) {
      assertThat(cursor.next()).isNotNull();
      cursor.cancel();
      assertThatThrownBy(() -> readAll(cursor)).isInstanceOf(QueryCancelledException.class);
    }
  }

  @Test
  void nothingStartsWhenItsEngineIsClosed() {
    scheduler.close();
    assertThatThrownBy(() -> start(new ValuesFactory(values(0, 1), BATCH_SIZE)))
        .isInstanceOf(QueryCancelledException.class)
        .hasMessageContaining("closed");
  }

  /** Takes nothing, ever. */
  private static final class Blocked implements TransformFactory {
    @Override
    public Transform create(DriverContext driver) {
      return new Transform() {
        @Override
        public CompletableFuture<Void> prepare(Batch input) {
          return new CompletableFuture<>();
        }

        @Override
        public void accept(Batch input) {
          throw new AssertionError("not prepared");
        }

        @Override
        public @Nullable Batch next() {
          return null;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public long floorBytes() {
      return 0;
    }
  }

  @Test
  void failureAfterTheLastLookIsNotTakenForTheEnd() {
    try (ResultCursor cursor =
        start(new ValuesFactory(values(0, 1000), BATCH_SIZE), new Blocked())) {
      assertThat(cursor.poll()).isNull();
      cursor.cancel();
      assertThat(started.ended()).failsWithin(60, TimeUnit.SECONDS);
      assertThat(cursor.finished()).isFalse();
      assertThatThrownBy(cursor::poll).isInstanceOf(QueryCancelledException.class);
    }
  }

  @Test
  void limitPassesItsWindowOnly() {
    try (ResultCursor cursor =
        start(new ValuesFactory(values(0, 5000), BATCH_SIZE), new LimitFactory(1000, 130))) {
      assertThat(readAll(cursor)).isEqualTo(expected(130, 1130));
    }
  }

  @Test
  void limitsOnLimitsSliceSelections() {
    try (ResultCursor cursor =
        start(
            new ValuesFactory(values(0, 5000), BATCH_SIZE),
            new LimitFactory(1000, 130),
            new LimitFactory(500, 70),
            new LimitFactory(Long.MAX_VALUE, 3))) {
      assertThat(readAll(cursor)).isEqualTo(expected(203, 700));
    }
  }

  @Test
  void limitZeroYieldsNothing() {
    try (ResultCursor cursor =
        start(new ValuesFactory(values(0, 5000), BATCH_SIZE), new LimitFactory(0, 0))) {
      assertThat(readAll(cursor)).isEmpty();
    }
  }

  @Test
  void unionRunsTheOperatorsOfEachInput() {
    UnionSourceFactory union =
        new UnionSourceFactory(
            List.of(
                input(values(0, 300), new LimitFactory(200, 0)),
                input(values(0, 0)),
                input(values(300, 900), new LimitFactory(Long.MAX_VALUE, 10))));
    try (ResultCursor cursor = start(union)) {
      List<List<@Nullable Object>> rows = new ArrayList<>(readAll(cursor));
      Collections.sort(rows, (a, b) -> Long.compare(number(a), number(b)));
      List<List<@Nullable Object>> all = new ArrayList<>(expected(0, 200));
      all.addAll(expected(310, 900));
      assertThat(rows).isEqualTo(all);
    }
  }

  private static long number(List<@Nullable Object> row) {
    return row.getFirst() instanceof Long number ? number : -1;
  }

  private static UnionSourceFactory.Input input(
      PlanNode.Values values, TransformFactory... transforms) {
    return new UnionSourceFactory.Input(
        new Operator<>(new ValuesFactory(values, BATCH_SIZE), new OperatorStats("values")),
        Arrays.stream(transforms)
            .map(t -> new Operator<>(t, new OperatorStats("transform")))
            .toList());
  }
}
