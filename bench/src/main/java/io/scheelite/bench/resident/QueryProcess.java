package io.scheelite.bench.resident;

import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.bench.tpch.TpchAnswer;
import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.bench.tpch.TpchRunner;
import io.scheelite.memory.MemoryLimit;
import io.scheelite.sql.Engine;
import java.io.IOException;
import java.util.List;

/**
 * Main class of a child that runs TPC-H queries once within a memory limit, says {@code ok} or
 * {@code wrong} for each on a line of standard output, and stays until its standard input ends, so
 * that its parent can look at its memory.
 */
final class QueryProcess {
  private QueryProcess() {}

  /** {@code sql|frames SCALE_FACTOR LIMIT THREADS QUERIES}. */
  public static void main(String[] arguments) throws IOException {
    boolean frames = arguments[0].equals("frames");
    TpchDataset dataset = TpchDataset.inUserCache(ScaleFactor.parse(arguments[1]));
    List<TpchQuery> queries = TpchQuery.parseList(arguments[4]);
    try (Engine engine =
        Engine.builder()
            .memory(MemoryLimit.parse(arguments[2]))
            .threads(Integer.parseInt(arguments[3]))
            .build()) {
      TpchRunner runner =
          frames
              ? new TpchRunner(engine, dataset, new FrameQueries(engine)::frame)
              : new TpchRunner(engine, dataset);
      for (TpchQuery query : queries) {
        boolean wrong =
            runner.run(query, TpchAnswer.committed(dataset.scaleFactor(), query)).verdict().wrong();
        System.out.println(wrong ? "wrong" : "ok");
      }
      while (System.in.read() >= 0) {
        // the parent still looks
      }
    }
  }
}
