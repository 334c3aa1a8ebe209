package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.arrow.ArrowMemory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Results as Arrow vectors: the same values, on the ledger, nothing left. */
@Timeout(60)
class ArrowResultTest {
  private static final int NUM_ROWS = 100_000;
  private static final String QUERY =
      "select v, case when k = 3 then null else 'text ' || cast(k as varchar) end as s"
          + " from numbers where v % 3 <> 0";

  private static Engine engine() {
    Engine engine = Engine.builder().memoryBytes(64 << 20).threads(2).build();
    engine.register("numbers", new NumbersTable(NUM_ROWS, 100, -1, () -> {}));
    return engine;
  }

  private static long read(ArrowResult result, ArrowMemory memory, List<String> rows) {
    long mostBooked = 0;
    while (result.loadNextBatch()) {
      VectorSchemaRoot root = result.getVectorSchemaRoot();
      BigIntVector numbers = (BigIntVector) root.getVector("v");
      VarCharVector texts = (VarCharVector) root.getVector("s");
      for (int i = 0; i < root.getRowCount(); i++) {
        rows.add(numbers.get(i) + "|" + (texts.isNull(i) ? null : texts.getObject(i)));
      }
      assertThat(memory.bookedBytes())
          .isGreaterThanOrEqualTo(memory.allocator().getAllocatedMemory());
      mostBooked = Math.max(mostBooked, memory.bookedBytes());
    }
    return mostBooked;
  }

  @Test
  void valuesAreTheSameAndOnTheLedger() {
    try (Engine engine = engine()) {
      List<String> expected = new ArrayList<>();
      try (QueryResult result = engine.sql(QUERY).collect()) {
        result.rows().forEach(row -> expected.add(row.get(0) + "|" + row.get(1)));
      }
      List<String> rows = new ArrayList<>();
      try (ArrowMemory memory = engine.arrowMemory("client")) {
        try (ArrowResult result = engine.sql(QUERY).toArrow(memory.allocator())) {
          assertThat(read(result, memory, rows)).isPositive();
          assertThat(result.bytesRead()).isGreaterThan(8L * rows.size());
        }
        assertThat(memory.bookedBytes()).isZero();
      }
      assertThat(rows)
          .hasSizeGreaterThan(NUM_ROWS / 2)
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(engine.memory().outstandingBytes()).isZero();
    }
  }

  @Test
  void readerThatStopsInTheMiddleLeavesNothing() {
    try (Engine engine = engine()) {
      try (ArrowMemory memory = engine.arrowMemory("client");
          ArrowResult result = engine.sql(QUERY).toArrow(memory.allocator())) {
        assertThat(result.loadNextBatch()).isTrue();
        assertThat(memory.bookedBytes()).isPositive();
      }
      assertThat(engine.memory().outstandingBytes()).isZero();
    }
  }

  @Test
  void allocatorOfTheCallerThatIsTooSmallLeavesNothing() {
    try (Engine engine = engine()) {
      try (RootAllocator small = new RootAllocator(1000);
          ArrowResult result = engine.sql(QUERY).toArrow(small)) {
        assertThatThrownBy(result::loadNextBatch).isInstanceOf(OutOfMemoryException.class);
        assertThat(small.getAllocatedMemory()).isZero();
      }
      assertThat(engine.memory().outstandingBytes()).isZero();
    }
  }
}
