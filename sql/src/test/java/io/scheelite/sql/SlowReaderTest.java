package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A result that nobody reads costs two blocks for each driver, on the ledger, whatever its size.
 */
@Timeout(60)
class SlowReaderTest {
  private static final int NUM_ROWS = 8_000_000;

  /** Far more than what fits into the blocks, far less than all. */
  private static final int MANY_ROWS = 800_000;

  private static final int BLOCK_BYTES = 256 << 10;
  private static final int NUM_DRIVERS = 2;

  private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();

  /** Runs the engine until all its drivers wait. */
  private void runAll() {
    for (Runnable next = work.poll(); next != null; next = work.poll()) {
      next.run();
    }
  }

  @Test
  void whatIsNotReadIsBookedAndBounded() throws Exception {
    AtomicBoolean manyWereMade = new AtomicBoolean();
    Engine engine =
        Engine.builder().memoryBytes(64 << 20).threads(NUM_DRIVERS).executor(work::add).build();
    engine.register(
        "numbers", new NumbersTable(NUM_ROWS, 100, MANY_ROWS, () -> manyWereMade.set(true)));
    QueryResult result = engine.sql("select v from numbers").collect();
    runAll();
    assertThat(manyWereMade).isFalse();
    long waiting = engine.memory().outstandingBytes();
    assertThat(waiting)
        .as("two blocks of each driver, and what its source reads into")
        .isBetween(2L * NUM_DRIVERS * BLOCK_BYTES, 4L * NUM_DRIVERS * BLOCK_BYTES);
    for (int i = 0; i < 10; i++) {
      Batch batch = result.next();
      assertThat(batch).isNotNull();
      runAll();
      assertThat(engine.memory().outstandingBytes()).isLessThanOrEqualTo(waiting);
    }
    assertThat(manyWereMade).isFalse();
    closeAll(result, engine);
  }

  /** Closing waits for drivers, which end on threads of the host. */
  private void closeAll(QueryResult result, Engine engine) throws InterruptedException {
    AtomicBoolean closed = new AtomicBoolean();
    Thread host =
        new Thread(
            () -> {
              try {
                while (!closed.get()) {
                  work.take().run();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    host.start();
    result.close();
    assertThat(engine.memory().outstandingBytes()).isZero();
    engine.close();
    work.add(() -> closed.set(true));
    host.join();
  }
}
