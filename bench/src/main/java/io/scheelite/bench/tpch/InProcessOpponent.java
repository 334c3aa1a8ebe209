package io.scheelite.bench.tpch;

import io.scheelite.bench.process.ResidentMemory;

/**
 * Our own engine in this process, as what a cluster is compared with.
 *
 * @param runner of an engine without a cluster
 * @param targetRatio our time over its time that we aim at
 */
public record InProcessOpponent(TpchRunner runner, double targetRatio) implements TpchOpponent {
  @Override
  public String label() {
    return "process";
  }

  @Override
  public AnswerCheck.Quotients quotients() {
    return AnswerCheck.Quotients.DOUBLE;
  }

  @Override
  public TpchPeer.Run run(TpchQuery query) {
    return runner.run(query);
  }

  @Override
  public void forgetPeak() {
    ResidentMemory.forgetPeak();
  }

  @Override
  public long peakResidentBytes() {
    return ResidentMemory.peakBytes();
  }
}
