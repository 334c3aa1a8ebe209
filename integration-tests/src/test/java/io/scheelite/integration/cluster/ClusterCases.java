package io.scheelite.integration.cluster;

import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.bench.tpch.TpchAnswer;
import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What is run: everything in profile {@code cluster}, else a sample that the seed chooses. */
final class ClusterCases {
  private static final boolean ALL = Boolean.getBoolean("tests.cluster");
  private static final String SCALE_FACTOR = System.getProperty("tests.scaleFactor", "0.1");
  private static final Path CACHE_HOME = Path.of("target", "cache").toAbsolutePath();

  private ClusterCases() {}

  /** The database, made on first use. */
  static TpchDataset dataset() {
    TpchDataset dataset =
        TpchDataset.in(CACHE_HOME.resolve("scheelite"), ScaleFactor.parse(SCALE_FACTOR));
    try {
      dataset.ensure();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while data was generated", e);
    }
    return dataset;
  }

  /** {@code XDG_CACHE_HOME} for commands that are to find {@link #dataset}. */
  static Path cacheHome() {
    return CACHE_HOME;
  }

  static Optional<TpchAnswer> expected(TpchQuery query) {
    return TpchAnswer.committed(dataset().scaleFactor(), query);
  }

  /** All cases, or a few of them. */
  static <T> List<T> sample(Class<?> test, List<T> cases, int count) {
    if (ALL) {
      return cases;
    }
    List<T> rest = new ArrayList<>(cases);
    List<T> chosen = new ArrayList<>();
    RandomGenerator random = Seeds.random(test, 0);
    while (chosen.size() < count && !rest.isEmpty()) {
      chosen.add(rest.remove(random.nextInt(rest.size())));
    }
    return chosen;
  }
}
