package io.scheelite.bench.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One case, measured on our engine and its peers by turns.
 *
 * @param label such as {@code parquet/q01}
 * @param ours our engine
 * @param peers the others, as far as they take the case
 * @param facts what else is told of it, by the name of a column: the same names in all cases of a
 *     report
 */
public record ComparedCase(
    String label, EngineTimes ours, List<PeerTimes> peers, Map<String, String> facts) {
  /** Copies the collections. */
  public ComparedCase {
    peers = List.copyOf(peers);
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** A case of which nothing else is told. */
  public ComparedCase(String label, EngineTimes ours, List<PeerTimes> peers) {
    this(label, ours, peers, Map.of());
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
