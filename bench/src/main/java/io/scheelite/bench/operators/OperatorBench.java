package io.scheelite.bench.operators;

import io.scheelite.bench.operators.OperatorComparison.Setting;
import io.scheelite.bench.peer.PeerKind;
import io.scheelite.bench.peer.PeerProcess;
import io.scheelite.bench.peer.PeerQueries;
import io.scheelite.bench.peer.PeerSettings;
import io.scheelite.bench.peer.TablePlace;
import io.scheelite.bench.report.Repetitions;
import io.scheelite.bench.statement.OwnEngine;
import io.scheelite.sql.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Operators over tables in memory: our engine's own and DuckDB's own, made by the same statements.
 * A table is made when a case needs it and dropped when no further one does.
 *
 * @param scale factor on the numbers of rows
 * @param threads of both engines
 * @param repetitions of each case
 * @param progress hears how far it is
 */
public record OperatorBench(
    double scale, int threads, Repetitions repetitions, Consumer<String> progress) {

  /** Measures the cases. */
  public List<OperatorRow> measure(List<OperatorCase> cases)
      throws IOException, InterruptedException {
    List<OperatorRow> rows = new ArrayList<>();
    PeerProcess process =
        PeerProcess.start(
            PeerKind.DUCKDB, PeerSettings.ofThreads(threads), TablePlace.MEMORY, Map.of());
    try (PeerQueries peer = new PeerQueries(process);
        Engine engine = Engine.builder().threads(threads).build()) {
      OwnEngine own = new OwnEngine(engine);
      OperatorComparison comparison = new OperatorComparison(own, peer, repetitions, progress);
      Set<OperatorTable> present = EnumSet.noneOf(OperatorTable.class);
      for (int i = 0; i < cases.size(); i++) {
        OperatorCase operator = cases.get(i);
        for (OperatorTable table : operator.tables()) {
          if (present.add(table)) {
            onBoth(own, peer, "CREATE TABLE " + table.tableName() + " AS " + table.rows(scale));
          }
        }
        rows.add(
            comparison.measure(
                new Setting(operator, scale, OperatorRow.UNLIMITED, operator.target(), 0)));
        List<OperatorCase> further = cases.subList(i + 1, cases.size());
        for (OperatorTable table : Set.copyOf(present)) {
          if (further.stream().noneMatch(later -> later.tables().contains(table))) {
            onBoth(own, peer, "DROP TABLE " + table.tableName());
            present.remove(table);
          }
        }
      }
    }
    return rows;
  }

  private static void onBoth(OwnEngine own, PeerQueries peer, String sql) throws IOException {
    own.execute(sql);
    peer.process().execute(sql);
  }
}
