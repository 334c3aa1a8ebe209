package io.scheelite.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeedsTest {

  @Test
  void sameNameGivesSameNumbers() {
    assertThat(Seeds.random("a").longs(10).toArray())
        .isEqualTo(Seeds.random("a").longs(10).toArray());
  }

  @Test
  void differentNamesGiveDifferentNumbers() {
    assertThat(Seeds.random(SeedsTest.class, 1).nextLong())
        .isNotEqualTo(Seeds.random(SeedsTest.class, 2).nextLong());
  }

  @Test
  void failureNamesModuleTestSeedAndWorld() {
    assertThat(SeedReporter.reproduceLine("columnar", "FooTest#bar"))
        .startsWith("reproduce with: mvn -Pfast -pl columnar -am test -Dtest='FooTest#bar'")
        .contains("-Dtests.seed=" + Seeds.runSeed())
        .endsWith("-Dtests.world=" + World.current().label());
  }
}
