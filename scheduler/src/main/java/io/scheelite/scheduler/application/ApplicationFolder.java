package io.scheelite.scheduler.application;

import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.TreeDeletion;
import io.scheelite.spill.SpillConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * Where an application may leave files: in the cluster's folder if its secret lies in one; else,
 * when the secret was copied or lies among a user's files, below the system's folder for temporary
 * files, and nothing is left there when the application is closed.
 */
final class ApplicationFolder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ApplicationFolder.class.getName());

  private final Path root;
  private final boolean temporary;

  private ApplicationFolder(Path root, boolean temporary) {
    this.root = root;
    this.temporary = temporary;
  }

  /** For an application of a master. Makes nothing. */
  static ApplicationFolder of(ClusterAddress master) {
    ClusterFolder cluster = clusterFolder(master);
    return cluster.isThere()
        ? new ApplicationFolder(cluster.root(), false)
        : new ApplicationFolder(temporary(), true);
  }

  private static ClusterFolder clusterFolder(ClusterAddress master) {
    Path folder = master.secretFile().toAbsolutePath().getParent();
    return ClusterFolder.at(folder == null ? Path.of("") : folder);
  }

  private static Path temporary() {
    long pid = ProcessHandle.current().pid();
    String unique = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    return Path.of(
        System.getProperty("java.io.tmpdir"), "scheelite-application-" + pid + "-" + unique);
  }

  /** Where it spills if it was told nothing else: swept by others when its process has died. */
  static Path spillDirectory(ClusterAddress master) {
    ClusterFolder cluster = clusterFolder(master);
    List<Path> shared = SpillConfig.defaults().directories();
    return cluster.isThere() ? cluster.applicationSpillFolder() : shared.getFirst();
  }

  /** Where faults on demand are recorded. */
  Path root() {
    return root;
  }

  /** Deletes what is not the cluster's. */
  @Override
  public void close() {
    if (!temporary) {
      return;
    }
    try {
      TreeDeletion.delete(root);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "temporary folder stays: folder=" + root, e);
    }
  }
}
