package io.scheelite.sql.fuzz;

import io.scheelite.sql.Engine;
import io.scheelite.testsupport.World;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Asks a range of statements, some of them about the same tables, and sums up what came out. */
public final class FuzzRun {
  /** Statements about the same tables. */
  private static final int PER_TABLES = 100;

  /** Spreads indexes over all bits. */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final Supplier<Engine> engines;
  private final Path folder;
  private final int shrinkTries;
  private final Consumer<String> log;
  private final Map<Verdict.Kind, Integer> counts = new EnumMap<>(Verdict.Kind.class);
  private final Map<String, Integer> notes = new TreeMap<>();
  private final Set<String> signatures = new HashSet<>();
  private final List<String> differences = new ArrayList<>();

  /**
   * A run.
   *
   * @param seed of all statements and tables
   * @param engines makes an engine without tables
   * @param folder for files of tables; left empty
   * @param shrinkTries how often to ask for a simpler statement that differs
   * @param log takes each difference when it is found
   */
  public FuzzRun(
      long seed, Supplier<Engine> engines, Path folder, int shrinkTries, Consumer<String> log) {
    this.seed = seed;
    this.engines = engines;
    this.folder = folder;
    this.shrinkTries = shrinkTries;
    this.log = log;
  }

  /** Runs statements {@code from} to below {@code to} of the seed. */
  public void run(long from, long to) throws SQLException, IOException {
    long index = from;
    while (index < to) {
      long batch = index / PER_TABLES;
      long end = Math.min(to, (batch + 1) * PER_TABLES);
      List<FuzzTable> tables = new TableGenerator(random(-1 - batch)).next();
      try (FuzzSession session = new FuzzSession(engines.get(), tables, folder)) {
        for (; index < end; index++) {
          ask(session, tables, index);
        }
      }
    }
  }

  /** Of a statement, or below zero of tables; depends on the seed and the index alone. */
  private RandomGenerator random(long index) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ (index * GOLDEN));
  }

  private void ask(FuzzSession session, List<FuzzTable> tables, long index) {
    Choices choices = Choices.drawn(random(index));
    FuzzQuery query = new QueryGenerator(tables, choices).next();
    Verdict verdict = session.ask(query);
    counts.merge(verdict.kind(), 1, Integer::sum);
    if (!verdict.isDifferent()) {
      if (verdict.kind() != Verdict.Kind.SAME) {
        notes.merge(verdict.kind() + " " + verdict.detail(), 1, Integer::sum);
      }
      return;
    }
    notes.merge(verdict.kind() + " " + verdict.signature(), 1, Integer::sum);
    if (signatures.add(verdict.signature()) || verdict.signature().length() == 4) {
      String report = report(session, tables, index, choices, verdict);
      differences.add(report);
      log.accept(report);
    }
  }

  private String report(
      FuzzSession session, List<FuzzTable> tables, long index, Choices choices, Verdict verdict) {
    int[] minimal =
        ChoiceShrinker.shrink(
            choices.made(),
            candidate ->
                session
                    .ask(new QueryGenerator(tables, Choices.given(candidate)).next())
                    .signature()
                    .equals(verdict.signature()),
            shrinkTries);
    FuzzQuery query = new QueryGenerator(tables, Choices.given(minimal)).next();
    Verdict last = session.ask(query);
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "statement %d of seed %d in world %s: %s%n  %s%n%s;%n",
            index,
            seed,
            World.current().label(),
            verdict.signature(),
            last.isDifferent() ? last.detail() : "not seen again; at first: " + verdict.detail(),
            query.script()));
    for (FuzzTable table : tables) {
      if (Arrays.asList(query.script().split("\\W+", -1)).contains(table.name())) {
        text.append(table).append('\n');
      }
    }
    text.append("reproduce with: -Dtests.seed=")
        .append(seed)
        .append(" -Dtests.sqlfuzz.from=")
        .append(index)
        .append(" -Dtests.sqlfuzz=1 -Dtests.world=")
        .append(World.current().label());
    return text.toString();
  }

  /** All differences nobody has explained, one text each. */
  public List<String> differences() {
    return List.copyOf(differences);
  }

  /** How many statements came out how. */
  public int count(Verdict.Kind kind) {
    return counts.getOrDefault(kind, 0);
  }

  /** Counts of everything. */
  public String summary() {
    StringBuilder text = new StringBuilder(counts.toString());
    notes.forEach((note, count) -> text.append("\n  ").append(count).append(" × ").append(note));
    return text.toString();
  }
}
