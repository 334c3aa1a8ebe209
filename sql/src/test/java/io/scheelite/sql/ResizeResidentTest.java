package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.MachineMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * By hand, since it takes a gigabyte and asserts a time: {@code mvn -o -Pfast -pl sql -am test
 * -Dtest=ResizeResidentTest -Dtests.resident=true -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@EnabledIfSystemProperty(named = "tests.resident", matches = "true")
class ResizeResidentTest {
  private static final long MIB = 1L << 20;
  private static final long ROWS = 30_000_000;
  private static final long KEYS = 10_000_000;
  private static final Duration BOUND = Duration.ofSeconds(5);

  @TempDir private Path folder;

  private static void print(String text) {
    System.out.println("resize: " + text);
  }

  @Test
  void residentMemoryFallsWithinFiveSecondsInTheMiddleOfAnAggregation() throws Exception {
    MachineMemory machine = MachineMemory.ofSystem();
    AtomicLong before = new AtomicLong();
    AtomicLong after = new AtomicLong();
    AtomicLong nanos = new AtomicLong();
    AtomicReference<CompletableFuture<Void>> resized = new AtomicReference<>();
    try (Engine engine =
        Engine.builder().memoryBytes(1024 * MIB).threads(2).spillDirectory(folder).build()) {
      Runnable shrink =
          () -> {
            before.set(machine.residentBytes());
            long held = engine.memory().residentBytes();
            long start = System.nanoTime();
            resized.set(
                engine
                    .resize(128 * MIB)
                    .thenRun(
                        () -> {
                          nanos.set(System.nanoTime() - start);
                          after.set(machine.residentBytes());
                        }));
            print("before: VmRSS=" + before.get() / MIB + " MiB, ours=" + held / MIB + " MiB");
          };
      engine.register("numbers", new NumbersTable(ROWS, KEYS, ROWS / 2, shrink));
      long start = System.nanoTime();
      try (QueryResult result =
          engine
              .sql(
                  "select count(*), sum(n), sum(s), max(k) from"
                      + " (select k, count(*) as n, sum(v) as s from numbers group by k) as t")
              .collect()) {
        assertThat(result.rows().getFirst().stream().map(String::valueOf))
            .containsExactly("10000000", "30000000", "449999985000000", "9999999");
        print("query: " + (System.nanoTime() - start) / 1_000_000 + " ms, " + result.metrics());
      }
      resized.get().get(60, TimeUnit.SECONDS);
      print("after: VmRSS=" + after.get() / MIB + " MiB, " + nanos.get() / 1_000_000 + " ms later");
      print("end: VmRSS=" + machine.residentBytes() / MIB + " MiB");
    }
    assertThat(nanos.get()).isLessThan(BOUND.toNanos());
    assertThat(before.get() - after.get()).as("bytes that went back").isGreaterThan(300 * MIB);
  }
}
