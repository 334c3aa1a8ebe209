package io.scheelite.operators.cluster;

import java.nio.file.Path;

/**
 * Where a cluster's master is, and what proves that one may use it.
 *
 * @param secretFile holds the cluster's shared secret, readable by its owner alone
 */
public record ClusterAddress(String host, int port, Path secretFile) {
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
