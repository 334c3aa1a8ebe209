package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.sql.fuzz.FuzzRun;
import io.scheelite.sql.fuzz.Verdict;
import io.scheelite.testsupport.Seeds;
import io.scheelite.testsupport.World;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random statements of the whole dialect have DuckDB's answers, or a difference that is known.
 * {@code -Dtests.sqlfuzz=N} runs so many of the run's seed, {@code -Dtests.sqlfuzz.from=I} begins
 * at another than the first; without, it is always the same few, in every world.
 */
class SqlFuzzTest {
  private static final int SAMPLE = 160;
  private static final long SAMPLE_SEED = 7;
  private static final int SHRINK_TRIES = 400;

  @TempDir private static Path folder;

  @Test
  void answersAreDuckDbs() throws SQLException, IOException {
    long from = Long.getLong("tests.sqlfuzz.from", 0);
    long count = Long.getLong("tests.sqlfuzz", SAMPLE);
    boolean sample = System.getProperty("tests.sqlfuzz") == null;
    long seed = sample ? SAMPLE_SEED : Seeds.runSeed();
    FuzzRun run = new FuzzRun(seed, SqlFuzzTest::engine, folder, SHRINK_TRIES, System.err::println);
    run.run(from, from + count);
    System.out.println(run.summary());
    assertThat(run.differences()).isEmpty();
    assertThat(run.count(Verdict.Kind.SAME)).isGreaterThanOrEqualTo((int) (count * 8 / 10));
  }

  static Engine engine() {
    World world = World.current();
    Engine.Builder builder =
        Engine.builder()
            .memoryBytes(64L << 20)
            .threads(world.threads())
            .batchSize(world.batchSize())
            .spillDirectory(folder.resolve("spill"))
            .withoutCounters();
    return (world.forceSpill() ? builder.reclaimAlways() : builder).build();
  }
}
