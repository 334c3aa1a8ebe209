package io.scheelite.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeakCheckTest {
  @TempDir Path folder;

  @Test
  void reportsAThreadThatStillRuns() throws InterruptedException {
    Set<String> before = LiveThreads.labels();
    CountDownLatch stop = new CountDownLatch(1);
    Thread thread = new Thread(() -> awaitQuietly(stop), "forgotten");
    thread.start();

    assertThatThrownBy(
            () -> LeakCheck.requireGone("threads", before, LiveThreads::labels, Duration.ZERO))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("forgotten");

    stop.countDown();
    thread.join();
    LeakCheck.requireGone("threads", before, LiveThreads::labels, Duration.ZERO);
  }

  @Test
  void reportsAFileThatIsStillOpen() throws IOException {
    Set<String> before = OpenFiles.paths();
    Path path = folder.resolve("forgotten.bin");
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);

    assertThat(OpenFiles.paths()).anyMatch(name -> name.endsWith("forgotten.bin"));
    assertThatThrownBy(
            () -> LeakCheck.requireGone("files", before, OpenFiles::paths, Duration.ZERO))
        .hasMessageContaining("forgotten.bin");

    channel.close();
    LeakCheck.requireGone("files", before, OpenFiles::paths, Duration.ZERO);
  }

  @Test
  void waitsForAThreadThatIsEnding() {
    Set<String> before = LiveThreads.labels();
    Thread thread = new Thread(() -> {}, "ending");
    thread.start();

    LeakCheck.requireGone("threads", before, LiveThreads::labels);
    assertThat(LiveThreads.labels()).noneMatch(label -> label.endsWith("ending"));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
