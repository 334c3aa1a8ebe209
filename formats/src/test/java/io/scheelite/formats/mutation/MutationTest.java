package io.scheelite.formats.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.LedgerCheck;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sample of what {@link MutationRun} reads in long ranges. {@code -Dtests.iterations=N} reads so
 * many files.
 */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class MutationTest {
  @TempDir Path folder;

  @Test
  void damagedFilesGiveRowsOrErrorsThatNameThem() throws Exception {
    int files = Seeds.iterations(280);
    long from = Seeds.random(MutationTest.class, 0).nextLong(1L << 40) / 140 * 140;
    try (MutationRun run = new MutationRun(folder)) {
      run.seeds(from, from + files);
      assertThat(run.violations()).as("of seeds from %s on", from).isEmpty();
      assertThat(run.counts().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(files);
    }
  }
}
