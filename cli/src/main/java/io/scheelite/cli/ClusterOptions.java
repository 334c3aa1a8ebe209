package io.scheelite.cli;

import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.local.LocalCluster;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster is meant. */
final class ClusterOptions {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Folder of the cluster (default: $SCHEELITE_CLUSTER_DIR, else scheelite/cluster below"
              + " $XDG_STATE_HOME or ~/.local/state).")
  private @Nullable Path directory;

  /** The cluster of that folder, whether it runs or not. */
  LocalCluster cluster() {
    return new LocalCluster(
        directory == null ? ClusterFolder.ofUser() : ClusterFolder.at(directory));
  }
}
