package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody reads whose query did not get its memory. */
@ExtendWith(LedgerCheck.class)
class LimitReportTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;

  private static MemoryLimitExceededException refusal(TestMemory memory) {
    MemoryConsumer sort = memory.reserved("sort", 40 * CHUNK);
    sort.allocate(10 * CHUNK);
    allocateElsewhere(sort);
    MemoryConsumer join = memory.reserved("join", 8 * CHUNK);
    join.free(join.allocate(4 * CHUNK), 4 * CHUNK);
    MemoryLimitExceededException thrown =
        catchThrowableOfType(MemoryLimitExceededException.class, () -> join.reserveNow(28 * CHUNK));
    assertThat(thrown).isNotNull();
    sort.close();
    join.close();
    return thrown;
  }

  private static void allocateElsewhere(MemoryConsumer consumer) {
    for (int i = 0; i < 20; i++) {
      consumer.allocate(CHUNK);
    }
  }

  @Test
  void theTreeTheTopConsumersAndTheirAllocationSites() {
    String message = refusal(TestMemory.create(64 * CHUNK)).getMessage();
    // the 16 free chunks were granted and, being too few, given back: hence the peaks
    assertThat(message.lines().toList())
        .startsWith(
            "memory limit exceeded, raise the limit: pool=engine/query/task/join"
                + " requestedBytes=1310720 limitBytes=4194304 sufficientLimitBytes=4456448",
            "engine current=3.0 MiB peak=4.0 MiB limit=4.0 MiB",
            "  storage current=0 B peak=0 B",
            "  storage-on-heap current=0 B peak=0 B",
            "  query current=3.0 MiB peak=4.0 MiB",
            "    task current=3.0 MiB peak=4.0 MiB",
            "      sort current=2.5 MiB peak=2.5 MiB",
            "      join current=512.0 KiB peak=1.5 MiB",
            "top consumers:",
            "  engine/query/task/sort reserved=2.5 MiB floor=0 B used=1.9 MiB",
            "    allocated 1.3 MiB")
        .contains("    allocated 640.0 KiB")
        .endsWith("  engine/query/task/join reserved=512.0 KiB floor=0 B used=0 B");
    assertThat(message)
        .containsSubsequence(
            "allocated 1.3 MiB",
            "LimitReportTest.allocateElsewhere",
            "allocated 640.0 KiB",
            "LimitReportTest.refusal");
  }

  @Test
  void withoutTrackingThereAreNoSites() {
    MemoryConfig config = TestMemory.config(64 * CHUNK).withTrackAllocationSites(false);
    assertThat(refusal(TestMemory.create(config)).getMessage())
        .contains("reserved=2.5 MiB floor=0 B used=1.9 MiB")
        .doesNotContain("allocated", "LimitReportTest");
  }

  @Test
  void aQueryThatNeverFitsIsToldWhoIsThere() {
    TestMemory memory = TestMemory.create(64 * CHUNK);
    assertThat(memory.manager().admit("large", 65 * CHUNK, Long.MAX_VALUE))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("query=large floorBytes=4259840 limitBytes=4194304\nengine current")
        .withMessageContaining("top consumers:");
  }

  @Test
  void ofAHundredConsumersTheLargestAreShown() {
    // 40 pools: engine, query, task, and 37 operators; neither the others nor two empty storages
    TestMemory memory = TestMemory.create(8192 * CHUNK);
    List<MemoryConsumer> all = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      MemoryConsumer consumer = memory.reserved("operator-" + i, i * CHUNK);
      consumer.allocate(i * CHUNK);
      all.add(consumer);
    }
    MemoryLimitExceededException thrown =
        catchThrowableOfType(
            MemoryLimitExceededException.class, () -> all.getFirst().reserveNow(8192 * CHUNK));
    List<String> lines = thrown.getMessage().lines().toList();
    assertThat(lines)
        .anyMatch(line -> line.startsWith("      operator-100 current="))
        .anyMatch(line -> line.startsWith("      … 63 more current="))
        .contains("  … 2 more current=0 B", "top consumers:")
        .noneMatch(line -> line.startsWith("      operator-1 "));
    assertThat(lines).as("40 pools, 5 consumers with a stack of 6 frames").hasSizeLessThan(100);
    all.forEach(MemoryConsumer::close);
  }
}
