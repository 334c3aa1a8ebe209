package io.scheelite.formats.mutation;

import io.scheelite.formats.mutation.DamagedRead.Outcome;
import io.scheelite.formats.mutation.Originals.Original;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads damaged files, one per seed: {@code MutationRun LOG COMMIT COUNT [FROM]} goes on where the
 * last range of the log ended, or reads those from a seed on. A thousand seeds at a time are noted
 * with what came of them, and each violation with its seed. A file that takes longer than the bound
 * is a violation, too; one that takes six times as long ends the process, after its seed was noted.
 */
public final class MutationRun implements AutoCloseable {
  private static final int NOTED_EVERY = 1000;
  private static final int MUTATIONS_PER_ORIGINAL = 20;
  private static final long BOUND_NANOS = 10_000_000_000L;

  private final Path folder;
  private final Originals originals;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();
  private long originalNumber = -1;
  private Original original;
  private Original other;
  private Outcome expected;
  private String soundOpinion = "";
  private final @Nullable SecondOpinion second;
  private volatile long started = Long.MAX_VALUE;
  private volatile long seedNow;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Writes its files into a folder. */
  public MutationRun(Path folder) throws IOException, SQLException {
    this.folder = folder;
    this.originals = new Originals(folder);
    this.second = Boolean.getBoolean("tests.secondOpinion") ? new SecondOpinion() : null;
    this.original = originals.of(0);
    this.other = original;
    this.expected = new Outcome(List.of(), null);
  }

  /** See the class. */
  public static void main(String[] args) throws IOException, SQLException {
    Path log = Path.of(args[0]);
    long from = args.length > 3 ? Long.parseLong(args[3]) : nextSeed(log);
    long end = from + Long.parseLong(args[2]);
    Path folder = Files.createTempDirectory("mutations");
    try (MutationRun run = new MutationRun(folder)) {
      Thread.ofPlatform().daemon().start(() -> run.watch(log));
      for (long seed = from; seed < end; seed += NOTED_EVERY) {
        long begin = System.nanoTime();
        long to = Math.min(end, seed + NOTED_EVERY);
        run.seeds(seed, to);
        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        for (String violation : run.violations) {
          append(log, violation);
        }
        run.violations.clear();
        append(log, "range " + seed + " " + to + " " + args[1] + " " + seconds + "s " + run.counts);
        run.counts.clear();
      }
    }
  }

  private static long nextSeed(Path log) throws IOException {
    long next = 0;
    for (String line : Files.exists(log) ? Files.readAllLines(log) : List.<String>of()) {
      if (line.startsWith("range ")) {
        next = Math.max(next, Long.parseLong(line.split(" ")[2]));
      }
    }
    return next;
  }

  private static void append(Path log, String line) throws IOException {
    Files.writeString(
        log,
        line + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private void watch(Path log) {
    try {
      while (!ended.await(1, TimeUnit.SECONDS)) {
        if (System.nanoTime() - started > 6 * BOUND_NANOS && started != Long.MAX_VALUE) {
          append(log, "seed " + seedNow + ": hangs " + Thread.getAllStackTraces());
          Runtime.getRuntime().halt(3);
        }
      }
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the files of a range of seeds. */
  public void seeds(long from, long to) throws IOException, SQLException {
    for (long seed = from; seed < to; seed++) {
      seedNow = seed;
      prepare(seed / MUTATIONS_PER_ORIGINAL);
      started = System.nanoTime();
      one(seed);
      started = Long.MAX_VALUE;
    }
  }

  /** What came of the files: how many of each format and outcome. */
  public Map<String, Integer> counts() {
    return counts;
  }

  /** What must not be, with seeds. */
  public List<String> violations() {
    return violations;
  }

  private void prepare(long number) throws IOException, SQLException {
    if (number == originalNumber) {
      return;
    }
    other = originals.of(number + FileKind.values().length);
    original = originals.of(number);
    originalNumber = number;
    Path file = folder.resolve("sound" + original.kind().ending);
    Files.write(file, original.bytes());
    DamagedRead sound = new DamagedRead(original.kind(), file);
    expected = sound.all(2048);
    if (expected.error() != null && !original.kind().isText()) {
      throw new IllegalStateException("a sound file was refused: original=" + number);
    }
    List<List<@Nullable Object>> rows = expected.rows();
    if (second != null && rows != null) {
      soundOpinion = second.of(original.kind(), file, sound.schema(), rows).verdict();
    }
  }

  private void one(long seed) throws IOException {
    RandomGenerator random = new SplittableRandom(seed);
    Mutation mutation = Mutation.random(original.kind(), random);
    Path file = folder.resolve("damaged" + original.kind().ending);
    Files.write(file, mutation.of(original.bytes(), other.bytes(), random));
    String found;
    long begin = System.nanoTime();
    try {
      int batchSize = random.nextBoolean() ? 2048 : 1 + random.nextInt(300);
      DamagedRead read = new DamagedRead(original.kind(), file);
      Outcome outcome = read.all(batchSize);
      read.some(batchSize, random);
      found =
          outcome.error() != null
              ? outcome.error().name()
              : outcome.rows().equals(expected.rows())
                  ? "same rows"
                  : "other rows" + opinion(seed, mutation, file, read, outcome);
    } catch (AssertionError | OutOfMemoryError | StackOverflowError e) {
      violation(seed, mutation, e);
      found = "VIOLATION";
    }
    if (System.nanoTime() - begin > BOUND_NANOS) {
      violation(seed, mutation, new AssertionError("slow"));
      found = "VIOLATION";
    }
    counts.merge(original.kind() + " " + found, 1, Integer::sum);
  }

  private String opinion(
      long seed, Mutation mutation, Path file, DamagedRead read, Outcome outcome) {
    SecondOpinion other = second;
    List<List<@Nullable Object>> rows = outcome.rows();
    if (other == null || rows == null || !soundOpinion.equals(SecondOpinion.AGREES)) {
      // what it finds in the sound file already, it will find in the damaged one
      return other == null ? "" : ", sound file: " + soundOpinion;
    }
    SecondOpinion.Opinion opinion = other.of(original.kind(), file, read.schema(), rows);
    if (!opinion.difference().isEmpty()) {
      violations.add("seed " + seed + " " + original.kind() + " " + mutation + ": " + opinion);
    }
    return ", " + opinion.verdict();
  }

  private void violation(long seed, Mutation mutation, Error error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    String trace = text.toString();
    violations.add(
        "seed "
            + seed
            + " "
            + original.kind()
            + " "
            + mutation
            + ": "
            + trace.substring(0, Math.min(trace.length(), 6000)));
  }

  @Override
  public void close() throws SQLException {
    ended.countDown();
    originals.close();
    if (second != null) {
      second.close();
    }
  }
}
