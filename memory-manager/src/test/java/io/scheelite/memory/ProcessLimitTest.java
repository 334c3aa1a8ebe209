package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A total of 128 MiB: reserve 2, shrinks by more than 1, grows by more than 8, never below 32. */
class ProcessLimitTest {
  private static final long MIB = 1L << 20;
  private static final long TOTAL = 128 * MIB;

  @TempDir private Path root;
  private final ManualClock clock = new ManualClock();
  private MachineMemory machine;
  private MemoryManager manager;
  private ProcessLimit limit;

  private void resident(long mebibytes) throws IOException {
    Files.createDirectories(root.resolve("proc/self"));
    Files.writeString(root.resolve("proc/self/status"), "VmRSS:\t" + (mebibytes << 10) + " kB\n");
  }

  private long limitAfterMeasuring(long residentMebibytes) throws IOException {
    resident(residentMebibytes);
    clock.advance(ProcessLimit.INTERVAL.toNanos());
    return manager.limitBytes() / MIB;
  }

  @BeforeEach
  void start() throws IOException {
    resident(40);
    machine = new MachineMemory(root);
    long first = ProcessLimit.firstBytes(TOTAL, machine);
    assertThat(first).as("128 - 2 - 40").isEqualTo(86 * MIB);
    manager = new MemoryManager(TestMemory.config(first).withGuards(false), Runnable::run, clock);
    limit = ProcessLimit.start(manager, TOTAL, machine, Runnable::run, clock);
  }

  @AfterEach
  void stop() {
    limit.close();
    manager.close();
    assertThat(clock.pendingTimers()).isZero();
  }

  @Test
  void aBaseThatGrowsShrinksTheEngine() throws IOException {
    assertThat(limitAfterMeasuring(40)).isEqualTo(86);
    assertThat(limitAfterMeasuring(41)).as("not for one MiB").isEqualTo(86);
    assertThat(limitAfterMeasuring(60)).isEqualTo(66);
  }

  @Test
  void theEnginesOwnMemoryIsNotBase() throws IOException {
    QueryMemory query = manager.admit("q", 0, Long.MAX_VALUE).join();
    TaskMemory task = query.newTask("t");
    FakeState state = FakeState.in(task, task.newGate("d"), "state", 0);
    state.grow(50 * MIB);
    assertThat(manager.residentBytes()).isEqualTo(50 * MIB);
    assertThat(limitAfterMeasuring(90)).isEqualTo(86);
    assertThat(limit.baseBytes()).isEqualTo(40 * MIB);
    assertThat(limitAfterMeasuring(130)).as("128 - 2 - 80").isEqualTo(46);
    assertThat(state.heldBytes()).as("spilled to fit").isEqualTo(46 * MIB);
    state.consumer().close();
    query.close();
  }

  @Test
  void itGrowsOnlyAfterThreeCalmMeasurementsToTheSmallest() throws IOException {
    assertThat(limitAfterMeasuring(80)).isEqualTo(46);
    assertThat(limitAfterMeasuring(73)).as("7 more is not worth it").isEqualTo(46);
    assertThat(limitAfterMeasuring(50)).isEqualTo(46);
    assertThat(limitAfterMeasuring(60)).isEqualTo(46);
    assertThat(limitAfterMeasuring(78)).as("not calm").isEqualTo(46);
    assertThat(limitAfterMeasuring(50)).isEqualTo(46);
    assertThat(limitAfterMeasuring(60)).isEqualTo(46);
    assertThat(limitAfterMeasuring(40)).as("128 - 2 - 60").isEqualTo(66);
  }

  @Test
  void theEngineKeepsAQuarterOfTheTotal() throws IOException {
    assertThat(limitAfterMeasuring(120)).isEqualTo(32);
    assertThat(limitAfterMeasuring(500)).isEqualTo(32);
    resident(500);
    assertThat(ProcessLimit.firstBytes(TOTAL, machine)).isEqualTo(32 * MIB);
  }

  @Test
  void aResizeIsAnUpperBoundUntilTheNextOne() throws IOException {
    assertThat(manager.resize(60 * MIB)).isCompleted();
    for (int i = 0; i < 4; i++) {
      assertThat(limitAfterMeasuring(20)).as("not raised above what was asked for").isEqualTo(60);
    }
    assertThat(limitAfterMeasuring(90)).as("128 - 2 - 90: the process has less").isEqualTo(36);
    for (int i = 0; i < 2; i++) {
      assertThat(limitAfterMeasuring(30)).isEqualTo(36);
    }
    assertThat(limitAfterMeasuring(30)).as("96 allowed, 60 asked for").isEqualTo(60);
    assertThat(manager.resize(200 * MIB)).isCompleted();
    assertThat(manager.limitBytes()).as("128 - 2 - 30").isEqualTo(96 * MIB);
    assertThat(limitAfterMeasuring(60)).as("128 - 2 - 60").isEqualTo(66);
  }

  @Test
  void anAdjustmentDoesNotEndAResizeThatIsUnderWay() throws IOException {
    QueryMemory query = manager.admit("q", 0, Long.MAX_VALUE).join();
    TaskMemory task = query.newTask("t");
    FakeState state = FakeState.in(task, task.newGate("d"), "state", 0);
    state.grow(50 * MIB);
    assertThat(state.consumer().gate().tryEnter()).as("it runs: orders wait").isTrue();
    CompletableFuture<Void> resized = manager.resize(40 * MIB);
    assertThat(limitAfterMeasuring(146)).as("128 - 2 - 96 is less than a quarter").isEqualTo(32);
    assertThat(resized).isNotDone();

    state.consumer().gate().reclaimAtBorder();
    clock.advance(ProcessLimit.INTERVAL.toNanos());

    assertThat(resized).isCompleted();
    assertThat(state.heldBytes()).isLessThanOrEqualTo(32 * MIB);
    state.consumer().gate().exit();
    state.consumer().close();
    query.close();
  }

  @Test
  void aMeasurementThatFailsIsNotTheLast() throws IOException {
    Files.delete(root.resolve("proc/self/status"));
    clock.advance(ProcessLimit.INTERVAL.toNanos());
    assertThat(limitAfterMeasuring(60)).isEqualTo(66);
  }

  @Test
  void afterClosingNothingChangesUntilTheNextResize() throws IOException {
    limit.close();
    assertThat(limitAfterMeasuring(80)).isEqualTo(86);
    assertThat(manager.resize(100 * MIB)).isCompleted();
    assertThat(manager.limitBytes()).isEqualTo(100 * MIB);
  }
}
