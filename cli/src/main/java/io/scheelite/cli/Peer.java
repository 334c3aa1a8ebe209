package io.scheelite.cli;

/** Engines that results are compared with. */
enum Peer {
  /** DuckDB in a process of its own. */
  DUCKDB
}
