package io.scheelite.scheduler.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.scheduler.process.Arguments.UsageException;
import io.scheelite.shuffle.transport.SharedSecret;
import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryResult;
import io.scheelite.testsupport.LeakCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Queries on a cluster whose processes all live in this JVM. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
@Timeout(120)
class MiniClusterTest {
  private static final String AGGREGATION =
      "select k, count(*), cast(sum(v) as bigint) from t group by k order by k";

  @TempDir Path folder;

  @Test
  void runsAnAggregationInStagesAndLeavesNothing() throws Exception {
    Path file = SampleTable.write(folder.resolve("t.parquet"));
    try (MiniCluster cluster = MiniCluster.start(folder, 2, 1)) {
      try (Engine engine = engine(cluster.address())) {
        engine.registerParquet("t", file);
        try (QueryResult result = engine.sql(AGGREGATION).collect()) {
          assertThat(result.rows()).isEqualTo(groups());
          assertThat(result.metrics().cluster().tasks()).isGreaterThanOrEqualTo(2);
          assertThat(result.metrics().shuffledBytes()).isPositive();
        }
        try (QueryResult plan = engine.sql("explain " + AGGREGATION).collect()) {
          assertThat(plan.rows().toString()).contains("Stage 0");
        }
        assertThat(engine.memory().outstandingBytes()).isZero();
      }
      cluster.awaitNoApplication();
    }
    try (Stream<Path> entries = Files.list(folder.resolve("cluster/processes"))) {
      assertThat(entries).isEmpty();
    }
  }

  @Test
  void runsOnTheOtherExecutorsWhenOneIsGone() throws Exception {
    Path file = SampleTable.write(folder.resolve("t.parquet"));
    try (MiniCluster cluster = MiniCluster.start(folder, 2, 2);
        Engine engine = engine(cluster.address())) {
      engine.registerParquet("t", file);
      assertAnswers(engine);
      cluster.kill("executor-1");
      assertAnswers(engine);
      cluster.awaitExecutor("executor-3");
      assertAnswers(engine);
    }
  }

  @Test
  void outputsSurviveTheirShuffleService() throws Exception {
    Path file = SampleTable.write(folder.resolve("t.parquet"));
    try (MiniCluster cluster = MiniCluster.start(folder, 2, 1);
        Engine engine = engine(cluster.address())) {
      engine.registerParquet("t", file);
      assertAnswers(engine);
      cluster.kill("shuffle-worker-1");
      assertAnswers(engine);
    }
  }

  @Test
  void aShuffleServiceWhosePortIsTakenMoves() throws Exception {
    Path file = SampleTable.write(folder.resolve("t.parquet"));
    try (MiniCluster cluster = MiniCluster.start(folder, 1, 1);
        Engine engine = engine(cluster.address())) {
      engine.registerParquet("t", file);
      assertAnswers(engine);
      int port = cluster.port("shuffle-worker-1");
      try (ServerSocket _ = take(cluster, "shuffle-worker-1", port)) {
        cluster.awaitMoved("shuffle-worker-1", port);
        cluster.awaitExecutor("executor-2"); // which writes for the new address
        assertAnswers(engine);
      }
    }
  }

  /** Kills a service and listens on its port; again, if the next one was there before. */
  private static ServerSocket take(MiniCluster cluster, String id, int port) throws IOException {
    while (true) {
      cluster.kill(id);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
      while (System.nanoTime() < deadline) {
        try {
          return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (BindException e) {
          Thread.onSpinWait();
        }
      }
    }
  }

  @Test
  void comesBackAfterAWorkerIsGone() throws Exception {
    Path file = SampleTable.write(folder.resolve("t.parquet"));
    try (MiniCluster cluster = MiniCluster.start(folder, 2, 1);
        Engine engine = engine(cluster.address())) {
      engine.registerParquet("t", file);
      assertAnswers(engine);
      cluster.kill("worker-1");
      assertAnswers(engine);
    }
  }

  @Test
  void aJobWhoseOutputsExceedTheQuotaFailsAndLeavesNothing() throws Exception {
    Path file = SampleTable.write(folder.resolve("t.parquet"));
    final long quota = 20_000;
    try (MiniCluster cluster = MiniCluster.start(folder, 2, 1, quota)) {
      try (Engine engine = engine(cluster.address())) {
        engine.registerParquet("t", file);
        assertAnswers(engine); // small outputs fit
        assertThatThrownBy(
                () -> {
                  try (QueryResult result =
                      engine.sql("select k, v, count(*) from t group by k, v").collect()) {
                    result.drain();
                  }
                })
            .isInstanceOfSatisfying(
                ScheeliteException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL))
            .hasMessageContaining("shuffle quota exceeded")
            .hasMessageContaining("quotaBytes=" + quota);
      }
      cluster.awaitNoApplication();
    }
  }

  @Test
  void endsInTheMiddleOfAQuery() throws Exception {
    Path file = SampleTable.write(folder.resolve("t.parquet"));
    try (MiniCluster cluster = MiniCluster.start(folder, 1, 1);
        Engine engine = engine(cluster.address())) {
      engine.registerParquet("t", file);
      try (QueryResult result =
          engine
              .sql("select count(*) from t a join t b on a.k = b.k join t c on b.k = c.k")
              .collect()) {
        cluster.close();
        assertThatThrownBy(result::drain)
            .isInstanceOf(ScheeliteException.class)
            .hasMessageContaining("stopped");
      }
    }
  }

  @Test
  void refusesStrangersAndGoesOn() throws Exception {
    Path file = SampleTable.write(folder.resolve("t.parquet"));
    try (MiniCluster cluster = MiniCluster.start(folder, 1, 1)) {
      ClusterAddress right = cluster.address();
      Path other =
          Files.createDirectory(
                  folder.resolve("other"),
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rwx------")))
              .resolve("secret");
      SharedSecret.create(other);
      assertCode(
          ErrorCode.AUTHENTICATION_FAILED, new ClusterAddress(right.host(), right.port(), other));
      try (Socket socket = new Socket(right.host(), right.port());
          OutputStream out = socket.getOutputStream()) {
        out.write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      try (Engine engine = engine(right)) {
        engine.registerParquet("t", file);
        assertAnswers(engine);
      }
    }
  }

  @Test
  void saysThatThereIsNoMaster() throws Exception {
    try (MiniCluster cluster = MiniCluster.start(folder, 1, 1)) {
      ClusterAddress right = cluster.address();
      assertCode(ErrorCode.WORKER_LOST, new ClusterAddress(right.host(), 9, right.secretFile()));
    }
  }

  @Test
  void refusesExecutorsThatNoWorkerHasRoomFor() {
    String[] args = {
      "--folder",
      folder.toString(),
      "--executors",
      "1",
      "--executor-cores",
      "1",
      "--executor-memory",
      "2000000000",
      "--worker-memory",
      "1000000000"
    };
    assertThatThrownBy(() -> Master.config(args))
        .isInstanceOf(ScheeliteException.class)
        .hasMessageContaining("more memory than any worker has");
    assertThatThrownBy(() -> Master.config(new String[] {"--executor", "1"}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--executors");
  }

  private static void assertCode(ErrorCode code, ClusterAddress address) {
    assertThatThrownBy(() -> engine(address))
        .isInstanceOfSatisfying(
            ScheeliteException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static void assertAnswers(Engine engine) {
    try (QueryResult result = engine.sql(AGGREGATION).collect()) {
      assertThat(result.rows()).isEqualTo(groups());
    }
  }

  private static List<List<@Nullable Object>> groups() {
    List<List<@Nullable Object>> expected = new ArrayList<>();
    for (long k = 0; k < SampleTable.NUM_KEYS; k++) {
      long count = 0;
      long sum = 0;
      for (long i = k; i < SampleTable.NUM_ROWS; i += SampleTable.NUM_KEYS) {
        count++;
        sum += i;
      }
      expected.add(List.of(k, count, sum));
    }
    return expected;
  }

  private static Engine engine(ClusterAddress address) {
    return Engine.builder().memoryBytes(64 << 20).threads(2).master(address).build();
  }
}
