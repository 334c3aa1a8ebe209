package io.scheelite.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.testsupport.Seeds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WarmRunsTest {
  private static final long CHUNK = Region.CHUNK_BYTES;
  private static final long MIB = 1L << 20;

  @Test
  void aRunComesBackWithTheSizeItWasPutWith() {
    WarmRuns warm = new WarmRuns(1);
    warm.resize(6 * MIB);
    assertThat(warm.put(CHUNK, 1)).isTrue();
    assertThat(warm.put(16 * CHUNK, 4)).isTrue();
    assertThat(warm.bytes()).isEqualTo(5 * CHUNK);
    assertThat(warm.take(2)).isZero();
    assertThat(warm.take(4)).isEqualTo(16 * CHUNK);
    assertThat(warm.take(4)).isZero();
    assertThat(warm.take(1)).isEqualTo(CHUNK);
    assertThat(warm.bytes()).isZero();
  }

  @Test
  void onlyPowersOfTwoUpToASlotAreKept() {
    WarmRuns warm = new WarmRuns(1);
    warm.resize(1L << 40);
    assertThat(warm.put(CHUNK, 3)).isFalse();
    assertThat(warm.put(CHUNK, 64)).isFalse();
    assertThat(warm.take(3)).isZero();
    assertThat(warm.put(CHUNK, 32)).isTrue();
  }

  @Test
  void everySizeClassMayHoldTheSameShareOfTheBound() {
    WarmRuns warm = new WarmRuns(1);
    warm.resize(6 * 4 * CHUNK); // six classes: four chunks each
    int[] kept = new int[6];
    for (int sizeClass = 0; sizeClass < 6; sizeClass++) {
      while (warm.put((1L + sizeClass * 10 + kept[sizeClass]) * CHUNK, 1 << sizeClass)) {
        kept[sizeClass]++;
      }
    }
    assertThat(kept).containsExactly(4, 2, 1, 0, 0, 0);
    assertThat(warm.bytes()).isEqualTo(12 * CHUNK);
  }

  @Test
  void drainingHandsEverythingOverAndResizingToNothingKeepsItOut() {
    WarmRuns warm = new WarmRuns(4);
    warm.resize(64 * MIB);
    warm.put(CHUNK, 1);
    warm.put(32 * CHUNK, 32);
    warm.resize(0);
    List<Long> drained = new ArrayList<>();
    assertThat(warm.drain((address, chunks) -> drained.add(address + chunks))).isTrue();
    assertThat(drained).containsExactlyInAnyOrder(CHUNK + 1, 32 * CHUNK + 32);
    assertThat(warm.put(CHUNK, 1)).isFalse();
    assertThat(warm.drain((address, chunks) -> drained.add(address))).isFalse();
  }

  /**
   * Threads pass runs around while another drains and resizes: each run has one owner at a time,
   * and none is lost.
   */
  @Test
  void noRunIsLostOrHandedOutTwice() throws InterruptedException {
    WarmRuns warm = new WarmRuns(1); // one stripe: everybody meets
    var ownedByNobody = ConcurrentHashMap.<Long>newKeySet();
    var spare = new ConcurrentLinkedQueue<Long>();
    for (long run = 1; run <= 24; run++) {
      spare.add(run * CHUNK);
      ownedByNobody.add(run * CHUNK);
    }
    AtomicBoolean twice = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(3);
    for (int thread = 0; thread < 3; thread++) {
      RandomGenerator random = Seeds.random(WarmRunsTest.class, thread);
      Thread.ofPlatform()
          .start(
              () -> {
                passAround(random, warm, spare, ownedByNobody, twice);
                done.countDown();
              });
    }
    for (int i = 0; done.getCount() > 0; i++) {
      warm.resize(i % 3 * 24 * CHUNK);
      warm.drain((address, _) -> spare.add(address));
      Thread.onSpinWait();
    }
    assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
    warm.drain((address, _) -> spare.add(address));
    assertThat(twice).isFalse();
    assertThat(spare).doesNotHaveDuplicates().hasSize(24);
  }

  private static void passAround(
      RandomGenerator random,
      WarmRuns warm,
      ConcurrentLinkedQueue<Long> spare,
      ConcurrentHashMap.KeySetView<Long, Boolean> ownedByNobody,
      AtomicBoolean twice) {
    ArrayDeque<Long> mine = new ArrayDeque<>();
    for (int i = 0; i < 200_000; i++) {
      if (random.nextBoolean() && mine.size() < 6) {
        long taken = warm.take(1);
        Long run = taken != 0 ? Long.valueOf(taken) : spare.poll();
        if (run != null) {
          mine.add(run);
          if (!ownedByNobody.remove(run)) {
            twice.set(true);
          }
        }
      } else if (!mine.isEmpty()) {
        give(warm, spare, ownedByNobody, mine.poll());
      }
    }
    for (long run : mine) {
      give(warm, spare, ownedByNobody, run);
    }
  }

  private static void give(
      WarmRuns warm,
      ConcurrentLinkedQueue<Long> spare,
      ConcurrentHashMap.KeySetView<Long, Boolean> ownedByNobody,
      long run) {
    ownedByNobody.add(run);
    if (!warm.put(run, 1)) {
      spare.add(run);
    }
  }
}
