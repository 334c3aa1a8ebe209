package io.scheelite.scheduler.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.scheduler.application.ClusterRuntimeConnector;
import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryResult;
import io.scheelite.testsupport.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Applications that name a secret elsewhere than in the folder of a running cluster. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
@Timeout(120)
class SecretFileTest {
  @TempDir Path folder;

  @Test
  void aCopiedSecretLetsInButItsFolderIsNotUsed() throws Exception {
    Path file = SampleTable.write(folder.resolve("t.parquet"));
    Path mine =
        Files.createDirectory(
            folder.resolve("mine"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (MiniCluster cluster = MiniCluster.start(folder, 1, 1)) {
      ClusterAddress right = cluster.address();
      Path copy = mine.resolve("copy-of-secret");
      Files.copy(right.secretFile(), copy, StandardCopyOption.COPY_ATTRIBUTES);
      ClusterAddress address = new ClusterAddress(right.host(), right.port(), copy);
      ClusterRuntimeConnector connector = new ClusterRuntimeConnector();
      assertThat(connector.spillDirectory(right)).startsWithRaw(folder.resolve("cluster"));
      assertThat(connector.spillDirectory(address))
          .isEqualTo(Path.of(System.getProperty("java.io.tmpdir"), "scheelite-spill"));
      try (Engine engine = Engine.builder().threads(1).master(address).build()) {
        engine.registerParquet("t", file);
        try (QueryResult result = engine.sql("select count(*) from t").collect()) {
          assertThat(result.rows().getFirst()).containsExactly((long) SampleTable.NUM_ROWS);
        }
      }
      try (Stream<Path> files = Files.list(mine)) {
        assertThat(files).containsExactly(copy);
      }
    }
  }

  @Test
  void aMissingSecretMeansThatNoClusterRunsThere() {
    ClusterAddress address = new ClusterAddress("127.0.0.1", 9, folder.resolve("secret"));
    assertThatThrownBy(() -> Engine.builder().threads(1).master(address).build())
        .isInstanceOfSatisfying(
            ScheeliteException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SETTING))
        .hasMessageStartingWith("no cluster runs in the folder of that secret")
        .hasMessageContaining("--secret-file")
        .hasMessageContaining("secretFile=" + address.secretFile());
  }
}
