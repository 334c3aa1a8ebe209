package io.scheelite.bench.tpch;

import java.io.IOException;

/** What our engine is compared with. Not thread-safe. */
public interface TpchOpponent {
  /** Its name in reports. */
  String label();

  /** Our time over its time that we aim at. */
  double targetRatio();

  /** How exact its numbers are. */
  AnswerCheck.Quotients quotients();

  /** Runs a query once. */
  TpchPeer.Run run(TpchQuery query) throws IOException;

  /** Most resident memory of the processes that run queries. */
  long peakResidentBytes() throws IOException;

  /** Makes that count from here, where it can. */
  void forgetPeak() throws IOException;
}
