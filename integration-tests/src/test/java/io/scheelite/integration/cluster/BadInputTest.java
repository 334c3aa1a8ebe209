package io.scheelite.integration.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.scheduler.folder.ProcessEntry;
import io.scheelite.shuffle.transport.SharedSecret;
import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryResult;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes from outside is wrong: an error at the right place, and the rest goes on. */
@Timeout(300)
class BadInputTest {
  private static final TpchQuery QUERY = TpchQuery.of(3);
  private static final int PEER_CLOSES_MILLIS = 30_000;

  @TempDir Path folder;

  @Test
  void garbageOnEveryPortDisturbsNobody() throws IOException {
    try (TestCluster cluster = TestCluster.start(folder, 2, "");
        Engine engine = cluster.engine()) {
      List<Socket> silent = new ArrayList<>();
      try {
        for (ProcessEntry process : cluster.running()) {
          if (process.ready()) {
            for (byte[] garbage : garbage()) {
              sendUntilClosed(process, garbage);
            }
            silent.add(TestCluster.connect(process));
          }
        }
        assertThat(silent).as("processes that listen").hasSizeGreaterThanOrEqualTo(4);
        assertThat(TestCluster.run(engine, QUERY).cluster().failedAttempts()).isZero();
        assertThat(cluster.running()).hasSizeGreaterThanOrEqualTo(5);
      } finally {
        for (Socket socket : silent) {
          socket.close();
        }
      }
    }
  }

  private static List<byte[]> garbage() {
    RandomGenerator random = Seeds.random(BadInputTest.class, 1);
    byte[] noise = new byte[1 << 16];
    random.nextBytes(noise);
    byte[] endless = new byte[1 << 16];
    Arrays.fill(endless, (byte) 0xFF);
    endless[0] = 0x7F;
    return List.of(
        noise,
        endless,
        new byte[1 << 16],
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** Fails if the process keeps such a connection. */
  private static void sendUntilClosed(ProcessEntry process, byte[] garbage) throws IOException {
    try (Socket socket = TestCluster.connect(process)) {
      socket.setSoTimeout(PEER_CLOSES_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(garbage);
      out.flush();
      while (socket.getInputStream().read() >= 0) {
        // what it says before it closes is of no interest
      }
    } catch (SocketException expected) {
      // closed while we wrote
    }
  }

  @Test
  void aWrongSecretIsRefused() throws IOException {
    try (TestCluster cluster = TestCluster.start(folder, 1, "")) {
      Path other = folder.resolve("other").resolve("secret");
      SharedSecret.create(other);
      ClusterAddress right = cluster.address();
      ClusterAddress wrong = new ClusterAddress(right.host(), right.port(), other);
      assertThatExceptionOfType(ScheeliteException.class)
          .isThrownBy(() -> cluster.settings().master(wrong).build().close())
          .withMessageContaining("secret")
          .satisfies(
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED));
      ClusterAddress missing =
          new ClusterAddress(right.host(), right.port(), folder.resolve("none"));
      assertThatExceptionOfType(ScheeliteException.class)
          .isThrownBy(() -> cluster.settings().master(missing).build().close())
          .withMessageContaining(folder.resolve("none").toString());
      cluster.run(QUERY);
    }
  }

  @Test
  void aMasterThatIsNotThereIsNamed() throws IOException {
    ClusterAddress gone;
    TestCluster cluster = TestCluster.start(folder, 1, "");
    try (cluster) {
      gone = cluster.address();
    }
    Path secret = folder.resolve("other").resolve("secret");
    SharedSecret.create(secret);
    assertThatExceptionOfType(ScheeliteException.class)
        .isThrownBy(
            () ->
                cluster
                    .settings()
                    .master(new ClusterAddress(gone.host(), gone.port(), secret))
                    .build()
                    .close())
        .withMessageContaining(gone.toString());
  }

  @Test
  void aFullDiskUnderTheShuffleFailsTheQueryThatFillsIt() throws Exception {
    Path mount = Files.createDirectory(folder.resolve("cluster"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", mount.toString()));
    try (TestCluster cluster = TestCluster.start(folder, 2, "");
        Engine engine = cluster.engine()) {
      engine.registerParquet("lineitem", ClusterCases.dataset().files().get("lineitem"));
      assertThatExceptionOfType(ScheeliteException.class)
          .isThrownBy(() -> drain(engine, "select * from lineitem order by l_comment, l_orderkey"))
          .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DISK_FULL));
      TestCluster.await(
          "its files are deleted, there is room again",
          () -> cluster.filesOfApplications().isEmpty());
      assertThat(TestCluster.run(engine, TpchQuery.of(6)).cluster().failedAttempts()).isZero();
    } finally {
      run("umount", "-l", mount.toString());
    }
  }

  private static void drain(Engine engine, String sql) {
    try (QueryResult result = engine.sql(sql).collect()) {
      result.drain();
    }
  }

  private boolean run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("command-output").toFile())
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
