package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rules of the unified manager as tables: given pools and calls, the exact grants, evictions,
 * spills and waits. Each number follows from the rule named beside it, for 96 chunks of which 48
 * (half) are safe for storage; both modes obey the same rules.
 *
 * <p>The rules. Storage asked for n: more than the region less what execution uses is refused at
 * once; else it borrows free execution memory, then evicts other datasets; never used execution
 * memory. Execution asked for n: what is free first, then what storage holds beyond its 48, by
 * eviction. With N tasks: at most (96 − min(storage used, 48)) / N each; a task that holds less
 * than execution pool / 2N waits rather than getting less; otherwise grants are partial. Pools move
 * only when somebody borrows or takes back.
 */
class SemanticsTest {
  private static void play(MemoryMode mode, String table) {
    try (Scenario scenario = new Scenario(mode)) {
      scenario.play(table);
    }
  }

  @ParameterizedTest
  @EnumSource
  void poolsLendToEachOther(MemoryMode mode) {
    play(
        mode,
        """
        # call              | answer       | pools       | why
        acquire t.fixed 30  | 30           | 48 30 48  0 | 48 are free in the execution pool
        acquire t.fixed 40  | 40           | 70 70 26  0 | 18 free there; the other 22 from free storage memory
        store d 26          | yes          | 70 70 26 26 | just what its pool has left
        store e 27          | no           | 70 70 26 26 | above 96 - 70 = 26: refused at once, nothing evicted
        store e 1           | yes evicts d=1 | 70 70 26 26 | nothing free anywhere: the oldest of another dataset goes
        release t.fixed 50  | 50           | 70 20 26 26 | pools stay as they are until somebody asks
        store e 30          | yes          | 40 20 56 56 | borrows 30 of the 50 free in execution
        acquire t.fixed 40  | 28 evicts d=8 | 48 48 48 48 | 20 free + the 8 that storage holds beyond its 48
        release t.fixed 48  | 48           | 48  0 48 48 | back to the first split
        """);
  }

  @ParameterizedTest
  @EnumSource
  void theStorageFloorIsImmuneAndIsNoCap(MemoryMode mode) {
    play(
        mode,
        """
        store d 96          | yes           |  0  0 96 96 | no cap: all of execution's 48 are free
        acquire t.fixed 96  | 48 evicts d=48 | 48 48 48 48 | 96 - 48 is what storage must give
        acquire t.fixed 1   | 0             | 48 48 48 48 | the rest is the floor
        drop d 40           | ok            | 48 48 48  8 | free storage memory now
        acquire t.fixed 60  | 40            | 88 88  8  8 | max(free 40, 48 - 48) = 40
        store d 1           | no            | 88 88  8  8 | borrowed memory is used: storage waits its turn
        """);
  }

  @ParameterizedTest
  @EnumSource
  void evictionSparesTheDatasetItselfAndWhatIsReadAndIsAllOrNothing(MemoryMode mode) {
    play(
        mode,
        """
        store a 30          | yes            | 48  0 48 30 | free storage memory
        store b 30          | yes            | 36  0 60 60 | 18 free + 12 borrowed
        lock a              | ok             | 36  0 60 60 | somebody reads a
        acquire t.fixed 60  | 48 evicts b=12 | 48 48 48 48 | a is older but read; 12 is all beyond the floor
        release t.fixed 48  | 48             | 48  0 48 48 | free again
        store a 70          | no             | 48  0 48 48 | 48 borrowed, 22 lacking; only b's 18 may go: nothing goes
        store b 50          | no             | 48  0 48 48 | 48 borrowed, 2 lacking; b spares itself, a is read
        unlock a            | ok             | 48  0 48 48 | the reader is done
        store b 50          | yes evicts a=2 |  0  0 96 96 | now the 2 lacking come from a
        lock a              | ok             |  0  0 96 96 | read again
        lock b              | ok             |  0  0 96 96 | both are read
        acquire t.fixed 9   | 0              |  0  0 96 96 | partial grants may be 0: no error
        """);
  }

  @ParameterizedTest
  @EnumSource
  void nTasksShareAndTheLeastIsHalfAShare(MemoryMode mode) {
    play(
        mode,
        """
        acquire t1.fixed 60 | 60                 | 60 60 36  0 | N = 1: up to 96
        acquire t2.fixed 60 | 36                 | 96 96  0  0 | N = 2: cap 48; 36 are free, more than 96 / 4 = 24: partial
        acquire t3.fixed 20 | waits              | 96 96  0  0 | N = 3: holds 0, below 96 / 6 = 16: waits, not starved
        acquire t2.fixed 8  | 0                  | 96 96  0  0 | above its cap of 32: nothing, and no wait
        release t1.fixed 15 | 15                 | 96 81  0  0 | 15 are not yet 16
        release t1.fixed 1  | 1 wakes t3.fixed   | 96 80  0  0 | 16 can raise it to its minimum
        acquire t3.fixed 20 | 16                 | 96 96  0  0 | a partial grant at the minimum
        release t1.fixed 40 | 40                 | 96 56  0  0 | t1 holds 4
        acquire t3.fixed 96 | 16                 | 96 72  0  0 | up to the cap of 96 / 3 = 32, though 40 are free
        acquire t1.fixed 96 | 24                 | 96 96  0  0 | all that is free: 4 + 24 is under the cap of 32
        end t2              | ok                 | 96 60  0  0 | its 36 come back; N = 2: cap 48
        acquire t1.fixed 96 | 20                 | 96 80  0  0 | 28 + 20 = 48
        acquire t3.fixed 96 | 16                 | 96 96  0  0 | 32 + 16 = 48
        """);
  }

  @ParameterizedTest
  @EnumSource
  void whoWaitsIsWokenWhenAReaderLetsGoOfWhatCanBeEvictedThen(MemoryMode mode) {
    play(
        mode,
        """
        store d 60          | yes            | 36  0 60 60 | borrows 12
        store e 10          | yes            | 26  0 70 70 | borrows 10
        lock d              | ok             | 26  0 70 70 | somebody reads d
        lock e              | ok             | 26  0 70 70 | and e
        acquire t1.fixed 26 | 26             | 26 26 70 70 | what is free
        acquire t2.fixed 30 | waits          | 26 26 70 70 | N = 2: holds 0, below 26 / 4; of 70 - 48 = 22 all is read
        unlock e            | ok wakes t2.fixed | 26 26 70 70 | 10 of 22 can be evicted: worth a try
        acquire t2.fixed 30 | 9 evicts e=7 evicts e=2 | 35 35 61 61 | not 22, but 7 for 26 / 4, and 2 more for 33 / 4
        unlock d            | ok             | 35 35 61 61 | nobody waits
        acquire t2.fixed 30 | 13 evicts d=13 | 48 48 48 48 | cap (96 - 48) / 2 = 24, and 61 - 48 = 13 to evict
        """);
  }

  @ParameterizedTest
  @EnumSource
  void whoWaitsIsWokenWhenSoLittleIsLackingThatItCanBeEvicted(MemoryMode mode) {
    play(
        mode,
        """
        store d 65          | yes            | 31  0 65 65 | borrows 17
        store e 5           | yes            | 26  0 70 70 | borrows 5
        lock d              | ok             | 26  0 70 70 | only e's 5 can be evicted
        acquire t1.fixed 26 | 26             | 26 26 70 70 | what is free
        acquire t2.fixed 30 | waits          | 26 26 70 70 | owed 7 (26 / 4 in whole chunks), 5 can be had
        release t1.fixed 1  | 1 wakes t2.fixed | 26 25 70 70 | 6 are lacking, less than was tried in vain
        acquire t2.fixed 30 | waits          | 26 25 70 70 | all or nothing: 5 are not 6
        release t1.fixed 2  | 2 wakes t2.fixed | 26 23 70 70 | 4 are lacking
        acquire t2.fixed 30 | 8 evicts e=4 evicts e=1 | 31 31 65 65 | 3 + 4 for 26 / 4, and 1 more for 30 / 4
        """);
  }

  @ParameterizedTest
  @EnumSource
  void theSharesShrinkWithTheStorageThatIsSafe(MemoryMode mode) {
    play(
        mode,
        """
        store d 40          | yes          | 48  0 48 40 | below its 48: all of it safe
        acquire t1.fixed 96 | 56           | 56 56 40 40 | 96 - 40: free memory of both pools
        acquire t2.fixed 10 | waits        | 56 56 40 40 | N = 2: holds 0, below 56 / 4 = 14
        drop d 9            | ok           | 56 56 40 31 | 9 of the 10 it asked for
        drop d 1            | ok wakes t2.fixed | 56 56 40 30 | 10 is less than 14, and all it asked for
        acquire t2.fixed 10 | 10           | 66 66 30 30 | cap (96 - 30) / 2 = 33
        """);
  }

  @ParameterizedTest
  @EnumSource
  void inTheOwnTaskTheSmallestThatHoldsTheNeedSpillsElseTheLargestAndTheRequesterLast(
      MemoryMode mode) {
    play(
        mode,
        """
        acquire t.small 8   | 8              | 48  8 48  0 | free
        acquire t.mid 24    | 24             | 48 32 48  0 | free
        acquire t.large 40  | 40             | 72 72 24  0 | free
        acquire t.me 40     | 40 spills t.mid=16 | 96 96 0 0 | 24 free, 16 lacking: small has 8, mid 24, large 40
        acquire t.me 60     | 60 spills t.large=40 spills t.small=8 spills t.mid=8 spills t.me=4 | 96 96 0 0 | nobody has 60: largest; asked again for 20: 8 and 8, equal; 4 are left for itself
        """);
  }

  @ParameterizedTest
  @EnumSource
  void othersSpillOnlyWhatTheyHoldAboveTheirShareForATaskBelowIts(MemoryMode mode) {
    play(
        mode,
        """
        acquire t1.a 96     | 96             | 96 96 0 0 | N = 1: everything
        acquire t2.a 20     | 20 spills t1.a=20 | 96 96 0 0 | N = 2: t2 is below 96 / 4 = 24, t1 above 48
        acquire t2.a 40     | 40 spills t1.a=28 spills t2.a=12 | 96 96 0 0 | up to 48 for t2; the 12 beyond it gives itself
        acquire t2.b 4      | 4 spills t2.a=4 | 96 96 0 0 | both at 48: its own task pays
        acquire t1.b 6      | 6 spills t1.a=6 | 96 96 0 0 | so does t1
        """);
  }

  @ParameterizedTest
  @EnumSource
  void givingBackMoreThanIsHeldIsClamped(MemoryMode mode) {
    try (WarningCapture warnings = WarningCapture.of(MemoryConsumer.class, StorageMemory.class);
        Scenario scenario = new Scenario(mode)) {
      scenario.play(
          """
          acquire t.fixed 30  | 30 | 48 30 48  0 | set up
          release t.fixed 50  | 30 | 48  0 48  0 | 30 is all it had
          release t.fixed 1   | 0  | 48  0 48  0 | never negative
          store d 10          | yes | 48  0 48 10 | set up
          """);
      scenario.manager.storage(mode).release(100 * MemoryConsumer.CHUNK_BYTES);
      assertThat(scenario.manager.storage(mode).usedBytes()).isZero();
      assertThat(warnings.messages())
          .hasSize(3)
          .anyMatch(text -> text.contains("consumer=engine/query/t/t.fixed"))
          .anyMatch(text -> text.contains("more storage memory released than held"));
      scenario.manager.storage(mode).acquire("d", 10 * MemoryConsumer.CHUNK_BYTES);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfATaskFreesAllAndReportsWhatWasForgottenWithOwnerAndSite(MemoryMode mode) {
    try (WarningCapture ignored = WarningCapture.of(MemoryManager.class);
        Scenario scenario = new Scenario(mode)) {
      scenario.play(
          """
          acquire t1.fixed 96 | 96               | 96 96 0 0 | N = 1
          acquire t2.fixed 30 | waits            | 96 96 0 0 | below 96 / 4 = 24
          end t1              | ok wakes t2.fixed | 96  0 0 0 | as a failed task ends: nobody released anything
          acquire t2.fixed 30 | 30               | 96 30 0 0 | N = 1 again
          """);
      assertThat(scenario.manager.leaks())
          .containsExactly(
              new LeakReport(
                  "engine/query/t1/t1.fixed", 96 * MemoryConsumer.CHUNK_BYTES, List.of()));
      scenario.play("release t2.fixed 30 | 30 | 96 0 0 0 | not forgotten");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWaitIsBoundedAndNamesTheHolder(MemoryMode mode) {
    try (WarningCapture ignored = WarningCapture.of(MemoryManager.class);
        Scenario scenario = new Scenario(mode)) {
      scenario.play(
          """
          acquire t1.fixed 96 | 96    | 96 96 0 0 | N = 1
          acquire t2.fixed 30 | waits | 96 96 0 0 | below 24
          """);
      var wait = scenario.wait("t2.fixed");
      scenario.clock.advance(Duration.ofSeconds(59).toNanos());
      assertThat(wait).isNotDone();
      scenario.clock.advance(Duration.ofSeconds(1).toNanos());
      assertThatThrownBy(wait::join)
          .hasCauseInstanceOf(MemoryLimitExceededException.class)
          .hasMessageContaining("holder=engine/query/t1/t1.fixed");
      scenario.play(
          """
          release t1.fixed 96 | 96 wakes t2.fixed | 96  0 0 0 | woken by its time-out, noticed now
          acquire t2.fixed 30 | 30               | 96 30 0 0 | N = 2: cap 48
          release t2.fixed 30 | 30               | 96  0 0 0 | done
          """);
    }
  }

  @Test
  void theTwoModesNeverLendToEachOtherAndHaveTheirOwnPeaks() {
    long chunk = MemoryConsumer.CHUNK_BYTES;
    try (Scenario scenario = new Scenario(MemoryMode.OFF_HEAP)) {
      scenario.play("acquire t1.fixed 96 | 96 | 96 96 0 0 | all of the off-heap region");
      QueryMemory query = TestMemory.now(scenario.manager, "other", 0);
      TaskMemory task = query.newTask("t");
      MemoryConsumer onHeap =
          task.newConsumer(MemoryMode.ON_HEAP, task.newGate("d"), "on", 0, Reclaimable.NONE);

      assertThat(onHeap.acquire(200 * chunk))
          .as("alone in its mode: 96 of 96, although off-heap is full")
          .isEqualTo(new MemoryGrant.Granted(96 * chunk));
      assertThat(scenario.manager.storage(MemoryMode.ON_HEAP).maxBytes()).isZero();
      onHeap.release(90 * chunk);
      scenario.play("release t1.fixed 60 | 60 | 96 36 0 0 | off-heap knows nothing of it");

      MemoryPool root = scenario.manager.rootPool();
      assertThat(root.currentBytes(MemoryMode.ON_HEAP)).isEqualTo(6 * chunk);
      assertThat(root.peakBytes(MemoryMode.ON_HEAP)).isEqualTo(96 * chunk);
      assertThat(root.currentBytes(MemoryMode.OFF_HEAP)).isEqualTo(36 * chunk);
      assertThat(root.peakBytes(MemoryMode.OFF_HEAP)).isEqualTo(96 * chunk);
      assertThat(query.pool().peakBytes(MemoryMode.OFF_HEAP)).isZero();
      query.close();
      scenario.play("release t1.fixed 36 | 36 | 96 0 0 0 | done");
    }
  }

  @Test
  void onHeapMemoryIsAShareOfTheHeapBeyondTheReserveAndSmallHeapsAreRefused() {
    // (1024 − 300) MiB × 0.6 = 434.4 MiB
    assertThat(MemoryConfig.defaults().withHeapBytes(1L << 30).regionBytes(MemoryMode.ON_HEAP))
        .isEqualTo(455_501_414L);
    // (450 − 300) MiB × 0.6 = 90 MiB: 1.5 × 300 MiB is the smallest heap
    assertThat(MemoryConfig.defaults().withHeapBytes(450L << 20).regionBytes(MemoryMode.ON_HEAP))
        .isEqualTo(90L << 20);
    assertThatThrownBy(() -> MemoryConfig.defaults().withHeapBytes((450L << 20) - 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("raise -Xmx");
    assertThat(MemoryConfig.defaults().regionBytes(MemoryMode.ON_HEAP))
        .as("without on-heap mode any heap will do")
        .isZero();
  }

  @Test
  void aSpillThatAsksForMemoryIsRefusedWhoeverItAsksFor() {
    try (TestMemory memory = TestMemory.create(16 * MemoryConsumer.CHUNK_BYTES)) {
      long chunk = MemoryConsumer.CHUNK_BYTES;
      FakeState bystander = FakeState.in(memory.task(), memory.gate(), "bystander", 0);
      bystander.grow(4 * chunk);
      MemoryConsumer[] workspace = new MemoryConsumer[1];
      Reclaimable nesting =
          new Reclaimable() {
            @Override
            public long reclaimableBytes() {
              return 12 * chunk;
            }

            @Override
            public long reclaim(long targetBytes) {
              workspace[0].reserve(chunk); // would have to spill the bystander
              return 0;
            }
          };
      MemoryConsumer victim = memory.consumer("victim", 0, nesting);
      assertThat(victim.reserve(12 * chunk)).isNull();
      victim.use(12 * chunk);
      workspace[0] = memory.consumer("workspace");

      MemoryConsumer requester = memory.consumer("requester");
      assertThatThrownBy(() -> requester.reserve(8 * chunk))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("nested spill inside a reclaim");

      assertThat(bystander.reclaims()).isZero();
      assertThat(requester.tryReserve(0)).as("the gate works again").isTrue();
      victim.unuse(12 * chunk);
      bystander.reclaim(4 * chunk);
    }
  }
}
