package io.scheelite.formats.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.formats.input.ReadPlan.Range;
import io.scheelite.formats.input.ReadPlan.Stretch;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** How memory is divided among ranges, and which are read together. */
class ReadPlanTest {
  private static final int KIB = 1 << 10;
  private static final ReadCost COST = new ReadCost(100 * KIB, 1000 * KIB, 4);

  private static Range range(long start, long end) {
    return new Range(start, end, 10 * KIB, true);
  }

  @Test
  void neighboursWithASmallGapAreOneStretch() {
    List<Range> ranges = List.of(range(0, 50 * KIB), range(60 * KIB, 90 * KIB), range(9000, 9001));
    ReadPlan plan = ReadPlan.of(ranges, COST, ReadPlan.mostBytes(ranges, COST));
    assertThat(plan.stretches()).hasSize(1);
    assertThat(plan.bytes()).isEqualTo(90 * KIB);
  }

  @Test
  void farOnesAndThoseThatAreWantedLaterAreNot() {
    List<Range> ranges =
        List.of(
            range(0, KIB),
            range(200 * KIB, 210 * KIB),
            new Range(210 * KIB, 220 * KIB, KIB, false));
    ReadPlan plan = ReadPlan.of(ranges, COST, ReadPlan.mostBytes(ranges, COST));
    assertThat(plan.stretches()).hasSize(3);
  }

  @Test
  void aLargeOneIsReadInSeveralPieces() {
    ReadPlan plan = ReadPlan.of(List.of(range(0, 2500 * KIB)), COST, 2500 * KIB);
    assertThat(plan.stretches())
        .containsExactly(new Stretch(List.of(range(0, 2500 * KIB)), 1000 * KIB, 3));
  }

  @Test
  void withLessMemoryLargeOnesGetRings() {
    List<Range> ranges = List.of(range(0, 100 * KIB), range(100 * KIB, 5000 * KIB));
    ReadPlan plan = ReadPlan.of(ranges, COST, ReadPlan.leastBytes(ranges));
    assertThat(plan.stretches())
        .containsExactly(
            new Stretch(ranges.subList(0, 1), 100 * KIB, 1),
            new Stretch(ranges.subList(1, 2), 64 * KIB, 2));
  }

  /** Any memory is enough that is not below the least, and blocks are as large as it allows. */
  @Test
  void planNeverTakesMoreThanItIsGiven() {
    RandomGenerator random = Seeds.random("read plans");
    for (int i = 0; i < 5000; i++) {
      List<Range> ranges = new ArrayList<>();
      long at = 4;
      for (int n = random.nextInt(1, 30); n > 0; n--) {
        long size = 1 + (random.nextLong(1L << 23) >> random.nextInt(23));
        long atOnce = 1 + random.nextLong(Math.min(size, 1L << 20));
        ranges.add(new Range(at, at + size, atOnce, random.nextBoolean()));
        at += size + random.nextInt(200 * KIB);
      }
      long least = ReadPlan.leastBytes(ranges);
      long most = ReadPlan.mostBytes(ranges, COST);
      long given = random.nextLong(least, Math.max(most, least) + 1);
      ReadPlan plan = ReadPlan.of(ranges, COST, given);
      assertThat(plan.bytes()).isLessThanOrEqualTo(given);
      assertThat(plan.stretches().stream().flatMap(stretch -> stretch.ranges().stream()))
          .containsExactlyElementsOf(ranges);
      for (Stretch stretch : plan.stretches()) {
        assertThat(stretch.blockBytes()).isBetween(1, COST.readBytes());
        boolean whole = stretch.bytes() == stretch.end() - stretch.start();
        long atOnce = stretch.ranges().getFirst().readBytes() + stretch.blockBytes();
        assertThat(whole || stretch.bytes() >= atOnce).isTrue();
      }
    }
  }
}
