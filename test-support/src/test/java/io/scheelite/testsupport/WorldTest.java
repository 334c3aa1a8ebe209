package io.scheelite.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorldTest {

  @ParameterizedTest
  @EnumSource(World.class)
  void labelsParseBack(World world) {
    assertThat(World.parse(world.label())).isEqualTo(world);
  }

  @Test
  void unknownWorldNamesTheKnownOnes() {
    assertThatThrownBy(() -> World.parse("flat"))
        .hasMessage(
            "unknown world: flat, known: default, force-spill, batch-1, scalar, one-thread, guards");
  }

  @Test
  void eachWorldChangesOneThing() {
    assertThat(World.FORCE_SPILL.forceSpill()).isTrue();
    assertThat(World.BATCH_1.batchSize()).isEqualTo(1);
    assertThat(World.SCALAR.scalarKernels()).isTrue();
    assertThat(World.ONE_THREAD.threads()).isEqualTo(1);
    assertThat(World.DEFAULT.forceSpill() || World.DEFAULT.scalarKernels()).isFalse();
  }
}
