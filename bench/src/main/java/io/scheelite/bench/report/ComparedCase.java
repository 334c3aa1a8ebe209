package io.scheelite.bench.report;

import java.util.List;

/**
 * One case, measured on our engine and its peers by turns.
 *
 * @param label such as {@code parquet/q01}
 * @param ours our engine
 * @param peers the others, the same ones in all cases of a report
 */
public record ComparedCase(String label, EngineTimes ours, List<PeerTimes> peers) {
  /** Copies the list. */
  public ComparedCase {
    peers = List.copyOf(peers);
  }

  /** Whether all answers agreed in every run. */
  public boolean answersOk() {
    return peers.stream().allMatch(PeerTimes::answerOk);
  }

  /** What is compared: the label up to its slash. */
  String group() {
    int slash = label.indexOf('/');
    return slash < 0 ? "" : label.substring(0, slash);
  }
}
