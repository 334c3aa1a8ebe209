package io.scheelite.operators.hash.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TestMemory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which strings get numbers: few and short ones, since their texts are kept on the heap. */
class StringDomainTest {
  @Test
  void onlyShortStringsAreNumbered() {
    try (TestMemory memory = TestMemory.create(4 << 20);
        MemoryConsumer consumer = memory.reserved("scratch", 1 << 20);
        ScratchAllocator scratch = new ScratchAllocator(consumer)) {
      assertThat(isCovered("a", scratch)).isTrue();
      assertThat(isCovered("a".repeat(256), scratch)).isTrue();
      assertThat(isCovered("a".repeat(257), scratch)).isFalse();
      assertThat(isCovered("a".repeat(100_000), scratch)).isFalse();
    }
  }

  private static boolean isCovered(String text, ScratchAllocator scratch) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long view = scratch.allocate(StringView.SIZE_BYTES);
    StringView.write(view, bytes, scratch.allocate(bytes.length));
    ColumnVector column = ColumnVector.constant(DataType.UTF8, PhysicalType.VIEW, 10, view);
    return new StringDomain(0, scratch).cover(List.of(column), 10, 64);
  }
}
