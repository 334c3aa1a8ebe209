package io.scheelite.bench.resident;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Lines as JDK 25 prints them, with round numbers. */
class NativeBreakdownTest {
  private static final String MAP =
      """
      from               to                        vsize prot          rss      hugetlb pgsz notes            info                                  file
      ==================================================================================================================================================
      0x0000000051001000-0x0000000051d95000     14237696 rw-p     10000000            0 4K   com              CDS                                   /jdk/lib/server/classes.jsa
      0x0000000051d95000-0x0000000052000000      2535424 ---p            0            0 4K   -                CDS                                   -
      0x0000000052000000-0x0000000052040000       262144 rw-p       200000            0 4K   com              CLASS                                 -
      0x00000000f0000000-0x0000000100000000    268435456 rw-p     70000000            0 4K   com              JAVAHEAP                              -
      0x000055f18c157000-0x000055f18c158000         4096 r--p         4000            0 4K   com              -                                     /jdk/bin/java
      0x000055f1b9921000-0x000055f1ba49d000     12042240 rw-p     11000000            0 4K   com              -                                     [heap]
      0x00007fd378004000-0x00007fd388000000    268419072 rw-p        24000            0 4K   com,nothp        -                                     -
      0x00007fd388000000-0x00007fd388400000      4194304 rw-p      4000000            0 4K   com              META                                  -
      0x00007fd38c3ff000-0x00007fd38c7bf000      3932160 rwxp      3000000            0 4K   com              CODE                                  -
      0x00007fd3aa100000-0x00007fd3aa104000        16384 ---p         8000            0 4K   com              STACK-11872-Attach-Listener           -
      """;

  private static final String TRACKING =
      """
      -                 Java Heap (reserved=268435456, committed=268435456)
      -                  Compiler (reserved=2345678, committed=2000000) at peak
      -               Arena Chunk (reserved=345678, committed=300000)
                                  (malloc=345678) (peak=5345678 #1234)
      -                 Metaspace (reserved=67108864, committed=15000000)
      """;

  @Test
  void eachMappingCountsOnce() {
    NativeBreakdown breakdown = NativeBreakdown.parse(MAP, TRACKING);

    assertThat(breakdown)
        .isEqualTo(
            new NativeBreakdown(
                98_236_000, 70_000_000, 4_200_000, 3_000_000, 2_300_000, 10_004_000));
    assertThat(breakdown.otherBytes(24_000)).isEqualTo(8_708_000);
  }

  @Test
  void otherAnswersHoldNothing() {
    assertThat(NativeBreakdown.parse("", "Native memory tracking is not enabled"))
        .isEqualTo(new NativeBreakdown(0, 0, 0, 0, 0, 0));
  }
}
