package io.scheelite.bench.report;

/**
 * How a peer fared in a case, beside us.
 *
 * @param times of the peer
 * @param target our time over the peer's that we aim at
 * @param answerOk whether our answer agreed with the peer's in every run
 */
public record PeerTimes(EngineTimes times, double target, boolean answerOk) {
  /** Our time over the peer's. */
  double ratio(EngineTimes ours) {
    return ours.medianMillis() / times.medianMillis();
  }
}
