package io.scheelite.spill.block.columns;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.PhysicalType;
import org.junit.jupiter.api.Test;

/** The offsets are those of the diagram. */
class PieceLayoutTest {
  @Test
  void offsetsFollowOneAnother() {
    assertThat(PieceLayout.ROWS_OFFSET).isZero();
    assertThat(PieceLayout.COLUMNS_OFFSET).isEqualTo(4);
    assertThat(PieceLayout.HEAP_OFFSET_OFFSET).isEqualTo(8);
    assertThat(PieceLayout.SIZE_OFFSET).isEqualTo(12);
    assertThat(PieceLayout.HEADER_BYTES).isEqualTo(16);
    assertThat(PieceLayout.TYPE_OFFSET).isZero();
    assertThat(PieceLayout.DICTIONARY_SIZE_OFFSET).isEqualTo(4);
    assertThat(PieceLayout.VALUES_OFFSET_OFFSET).isEqualTo(8);
    assertThat(PieceLayout.VALIDITY_OFFSET_OFFSET).isEqualTo(12);
    assertThat(PieceLayout.DICTIONARY_OFFSET_OFFSET).isEqualTo(16);
    assertThat(PieceLayout.ZERO_OFFSET).isEqualTo(20);
    assertThat(PieceLayout.MIN_OFFSET).isEqualTo(24);
    assertThat(PieceLayout.MAX_OFFSET).isEqualTo(32);
    assertThat(PieceLayout.ENTRY_BYTES).isEqualTo(40);
  }

  @Test
  void everyPhysicalTypeHasItsNumber() {
    for (PhysicalType type : PhysicalType.values()) {
      assertThat(PieceLayout.ofNumber(PieceLayout.number(type))).isEqualTo(type);
    }
  }
}
