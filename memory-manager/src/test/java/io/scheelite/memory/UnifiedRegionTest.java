package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.testsupport.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * The rules of the unified manager as scenarios: a region of 1000 bytes, half of it protected for
 * storage.
 */
class UnifiedRegionTest {
  private final UnifiedRegion region = new UnifiedRegion(MemoryMode.OFF_HEAP, 1000, 0.5);

  private void assertPools(long execution, long storage) {
    assertThat(region.executionPoolBytes()).isEqualTo(execution);
    assertThat(region.storagePoolBytes()).isEqualTo(storage);
  }

  @Test
  void anEmptyRegionIsSplitByTheStorageFraction() {
    assertPools(500, 500);
  }

  @Test
  void executionBorrowsFreeStorageMemoryBeyondItsOwnPool() {
    assertThat(region.acquireExecution(800)).isEqualTo(800);
    assertPools(800, 200);
  }

  @Test
  void executionIsGrantedInPartWhenLessIsFree() {
    assertThat(region.acquireStorage(300)).isTrue();
    assertThat(region.acquireExecution(900)).isEqualTo(700);
    assertPools(700, 300);
    assertThat(region.acquireExecution(1)).isZero();
  }

  @Test
  void executionNeverEvictsStorageInsideItsRegion() {
    assertThat(region.acquireStorage(500)).isTrue();
    assertThat(region.evictableForExecution()).isZero();
    assertThat(region.acquireExecution(600)).isEqualTo(500);
  }

  @Test
  void whatStorageBorrowedIsEvictableDownToItsRegion() {
    assertThat(region.acquireStorage(800)).isTrue();
    assertPools(200, 800);
    assertThat(region.evictableForExecution()).isEqualTo(300);
    assertThat(region.evictionNeeded(200)).as("200 are free").isZero();
    assertThat(region.evictionNeeded(350)).isEqualTo(150);
    assertThat(region.evictionNeeded(900)).as("never below the region").isEqualTo(300);

    region.releaseStorage(300);
    assertThat(region.acquireExecution(900)).isEqualTo(500);
    assertPools(500, 500);
  }

  @Test
  void storageBorrowsFreeExecutionMemoryButNeverUsedOne() {
    assertThat(region.acquireExecution(300)).isEqualTo(300);
    assertThat(region.acquireStorage(700)).isTrue();
    assertPools(300, 700);
    assertThat(region.acquireStorage(1)).isFalse();
    assertThat(region.maxStorageBytes()).isEqualTo(700);
  }

  @Test
  void storageEvictsItsOwnOnlyAfterBorrowing() {
    assertThat(region.acquireExecution(400)).isEqualTo(400);
    assertThat(region.acquireStorage(500)).isTrue();
    assertThat(region.storageEvictionNeeded(100)).as("100 of execution are free").isZero();
    assertThat(region.storageEvictionNeeded(150)).isEqualTo(50);
  }

  @Test
  void storageRegionIsAFloorNotACap() {
    assertThat(region.acquireStorage(1000)).isTrue();
    assertPools(0, 1000);
  }

  @Test
  void oneTaskMayHaveEverythingThatStorageDoesNotProtect() {
    region.taskBecomesActive();
    assertThat(region.fairShareBytes()).isEqualTo(1000);
    region.acquireStorage(200);
    assertThat(region.fairShareBytes()).isEqualTo(800);
    region.acquireStorage(600);
    assertThat(region.fairShareBytes()).as("only the region is protected").isEqualTo(500);
  }

  @Test
  void fourTasksMayHaveAQuarterEachAndAreOwedAnEighthOfThePool() {
    for (int i = 0; i < 4; i++) {
      region.taskBecomesActive();
    }
    assertThat(region.fairShareBytes()).isEqualTo(250);
    assertThat(region.minimumShareBytes()).as("500 / 8").isEqualTo(62);
    assertThat(region.allowedBytes(200, 100)).isEqualTo(50);
    assertThat(region.allowedBytes(250, 100)).isZero();
    assertThat(region.allowedBytes(400, 100)).as("never negative").isZero();
    region.taskEnds();
    region.taskEnds();
    assertThat(region.allowedBytes(400, 100)).isEqualTo(100);
  }

  @Test
  void releasingMoreThanIsHeldIsClamped() {
    region.acquireExecution(100);
    region.acquireStorage(50);
    assertThat(region.releaseExecution(150)).isEqualTo(100);
    assertThat(region.releaseStorage(80)).isEqualTo(50);
    assertThat(region.executionUsed()).isZero();
    assertThat(region.storageUsed()).isZero();
  }

  @Test
  void whatIsPromisedToAdmissionIsFreeForNobodyElse() {
    region.promise(400);
    assertThat(region.acquireExecution(1000)).isEqualTo(600);
    assertThat(region.acquireStorage(1)).isFalse();
    assertThat(region.acquireForAdmission(400)).isTrue();
    assertThat(region.executionUsed()).isEqualTo(1000);
  }

  @Test
  void aLowerLimitMovesTheBoundaryToItsShareAsFarAsUseAllows() {
    region.acquireExecution(300);
    region.acquireStorage(100);
    region.resize(600);
    assertThat(region.storageRegionBytes()).isEqualTo(300);
    assertPools(300, 300);
    region.resize(2000);
    assertPools(1000, 1000);
  }

  @Test
  void belowWhatIsInUseTheRegionShrinksWithEveryReleaseAndGrantsNothing() {
    region.acquireExecution(600);
    region.acquireStorage(300);
    region.resize(500);
    assertPools(600, 300);
    assertThat(region.overLimitBytes()).isEqualTo(400);
    assertThat(region.acquireExecution(1)).isZero();
    assertThat(region.acquireStorage(1)).isFalse();
    assertThat(region.maxExecutionBytes()).as("500 - 250 protected").isEqualTo(250);

    region.releaseExecution(350);
    assertPools(250, 300);
    assertThat(region.overLimitBytes()).isEqualTo(50);
    region.releaseStorage(100);
    assertThat(region.overLimitBytes()).isZero();
    assertThat(region.regionBytes()).isEqualTo(500);
    assertThat(region.acquireExecution(100)).as("100 released, 50 were beyond").isEqualTo(50);
  }

  @Test
  void aRegionOnABudgetGrowsUpToItsLimitAndGivesBackWhatIsFree() {
    UnifiedRegion shared = new UnifiedRegion(MemoryMode.OFF_HEAP, 1000, 0.5, false);
    assertThat(shared.regionBytes()).isZero();
    assertThat(shared.lackingBytes(300)).isEqualTo(300);
    assertThat(shared.lackingBytes(3000)).as("never beyond the limit").isEqualTo(1000);
    shared.grow(400);
    assertThat(shared.acquireExecution(300)).isEqualTo(300);
    assertThat(shared.acquireStorage(50)).isTrue();
    shared.promise(20);
    assertThat(shared.shrink(1000, false)).as("400 - 300 - 50 - 20").isEqualTo(30);
    assertThat(shared.shrink(1000, true)).isEqualTo(20);
    assertThat(shared.regionBytes()).isEqualTo(350);
    assertThat(shared.executionPoolBytes() + shared.storagePoolBytes()).isEqualTo(350);
  }

  @Test
  void poolsAlwaysSumToTheRegionAndNothingIsNegative() {
    for (int run = 0; run < Seeds.iterations(200); run++) {
      RandomGenerator random = Seeds.random(UnifiedRegionTest.class, run);
      UnifiedRegion any =
          new UnifiedRegion(MemoryMode.ON_HEAP, random.nextLong(1, 5000), random.nextDouble());
      for (int step = 0; step < 200; step++) {
        long bytes = random.nextLong(0, any.regionBytes() + 100);
        switch (random.nextInt(8)) {
          case 0 -> any.acquireExecution(any.allowedBytes(random.nextLong(1000), bytes));
          case 1 -> any.releaseExecution(bytes);
          case 2 -> any.acquireStorage(bytes);
          case 3 -> any.releaseStorage(bytes);
          case 4 -> any.acquireForAdmission(bytes);
          case 5 -> any.resize(random.nextLong(1, 5000));
          case 6 -> any.shrink(random.nextLong(100), random.nextBoolean());
          default -> any.promise(random.nextBoolean() ? 0 : bytes);
        }
        assertThat(any.executionPoolBytes() + any.storagePoolBytes()).isEqualTo(any.regionBytes());
        assertThat(any.regionBytes())
            .isLessThanOrEqualTo(
                Math.max(any.limitBytes(), any.executionUsed() + any.storageUsed()));
        assertThat(any.executionFree()).isNotNegative();
        assertThat(any.storageFree()).isNotNegative();
        assertThat(any.executionUsed()).isNotNegative();
        assertThat(any.storageUsed()).isNotNegative();
      }
    }
  }
}
