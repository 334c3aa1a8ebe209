package io.scheelite.cli;

import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.bench.tpch.TpchPeer;
import java.io.IOException;
import java.util.Locale;

/** Engines that results are compared with. */
enum Peer {
  /** DuckDB in a process of its own. */
  DUCKDB;

  /** Starts it over a complete dataset; the caller closes it. */
  TpchPeer start(TpchDataset dataset, int threads) throws IOException, InterruptedException {
    return switch (this) {
      case DUCKDB -> TpchPeer.startDuckDb(dataset, threads);
    };
  }

  /** Its name in reports. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
