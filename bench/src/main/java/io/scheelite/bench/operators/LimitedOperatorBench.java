package io.scheelite.bench.operators;

import io.scheelite.bench.operators.OperatorComparison.Setting;
import io.scheelite.bench.peer.PeerKind;
import io.scheelite.bench.peer.PeerProcess;
import io.scheelite.bench.peer.PeerQueries;
import io.scheelite.bench.peer.PeerSettings;
import io.scheelite.bench.peer.TablePlace;
import io.scheelite.bench.report.EngineTimes;
import io.scheelite.bench.report.Repetitions;
import io.scheelite.bench.statement.OwnEngine;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Operators over more data than memory. Tables are Parquet files, which both engines read, since
 * tables in memory would have to leave it before the operator begins. The limit of a case is the
 * size of the columns it reads, as tables of our engine, divided by a factor; both engines get it,
 * and a folder to spill to. Each case has new engines of both kinds.
 *
 * @param scale factor on the numbers of rows
 * @param threads of both engines
 * @param repetitions of each case
 * @param folder for files and what is spilled, the caller's
 * @param progress hears how far it is
 */
public record LimitedOperatorBench(
    double scale, int threads, Repetitions repetitions, Path folder, Consumer<String> progress) {

  /**
   * Measures the cases.
   *
   * @param factors how many times the limit the input takes
   */
  public List<OperatorRow> measure(List<OperatorCase> cases, List<Integer> factors)
      throws IOException, InterruptedException {
    writeFiles(cases);
    Map<OperatorCase, Long> sizes = new EnumMap<>(OperatorCase.class);
    for (OperatorCase operator : cases) {
      sizes.put(operator, inputBytes(operator));
    }
    List<OperatorRow> rows = new ArrayList<>();
    for (int factor : factors) {
      for (Map.Entry<OperatorCase, Long> entry : sizes.entrySet()) {
        OperatorCase operator = entry.getKey();
        rows.add(
            measure(
                new Setting(
                    operator,
                    scale,
                    "1/" + factor,
                    operator.spillingTarget(),
                    entry.getValue() / factor)));
      }
    }
    return rows;
  }

  private void writeFiles(List<OperatorCase> cases) throws IOException, InterruptedException {
    try (PeerProcess writer = duckDb(Map.of())) {
      for (OperatorCase operator : cases) {
        for (OperatorTable table : operator.tables()) {
          if (!Files.exists(file(table))) {
            writer.execute(
                "COPY (" + table.rows(scale) + ") TO '" + file(table) + "' (FORMAT parquet)");
          }
        }
      }
    }
  }

  private Path file(OperatorTable table) {
    return folder.resolve(table.tableName() + ".parquet");
  }

  private PeerProcess duckDb(Map<String, Path> files) throws IOException, InterruptedException {
    return PeerProcess.start(
        PeerKind.DUCKDB, PeerSettings.ofThreads(threads), TablePlace.FILES, files);
  }

  /** Memory that the columns a case reads take as tables of ours. */
  private long inputBytes(OperatorCase operator) {
    try (Engine engine = Engine.builder().threads(threads).build()) {
      OwnEngine own = new OwnEngine(engine);
      for (OperatorCase.Input input : operator.inputs()) {
        own.execute(
            "CREATE TABLE "
                + input.table().tableName()
                + " AS SELECT "
                + input.columns()
                + " FROM '"
                + file(input.table())
                + "'");
      }
      return Long.parseLong(
          own.run("SELECT storage_bytes FROM scheelite_memory")
              .answer()
              .rows()
              .getFirst()
              .getFirst());
    }
  }

  private OperatorRow measure(Setting setting) throws IOException, InterruptedException {
    Map<String, Path> files = new TreeMap<>();
    setting.operator().tables().forEach(table -> files.put(table.tableName(), file(table)));
    try (PeerQueries peer = new PeerQueries(duckDb(files))) {
      peer.process().execute("SET temp_directory = '" + folder.resolve("duckdb") + "'");
      peer.process().execute("SET memory_limit = '" + setting.limitBytes() + "B'");
      try (Engine engine =
          Engine.builder()
              .threads(threads)
              .memoryBytes(setting.limitBytes())
              .spillDirectory(Files.createDirectories(folder.resolve("scheelite")))
              .build()) {
        files.forEach(engine::registerParquet);
        return new OperatorComparison(new OwnEngine(engine), peer, repetitions, progress)
            .measure(setting);
      }
    } catch (ScheeliteException | IllegalArgumentException e) {
      return refusedAtStart(setting, String.valueOf(e.getMessage()));
    }
  }

  /** An engine does not even start with less memory than it needs for itself. */
  private OperatorRow refusedAtStart(Setting setting, String reason) {
    progress.accept(setting.operator().label() + ": scheelite refused to start: " + reason);
    return new OperatorRow(
        setting.operator().label(),
        setting.memory(),
        new EngineTimes("scheelite", Double.NaN, Double.NaN, -1),
        new EngineTimes("duckdb", Double.NaN, Double.NaN, -1),
        setting.target(),
        false,
        setting.limitBytes(),
        0,
        "scheelite refused to start: " + reason);
  }
}
