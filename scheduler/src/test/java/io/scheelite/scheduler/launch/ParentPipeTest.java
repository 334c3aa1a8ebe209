package io.scheelite.scheduler.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a child hears of its parent. */
class ParentPipeTest {
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @Test
  void theEndOfThePipeEndsTheChild() throws Exception {
    try (PipedOutputStream parent = watch()) {
      parent.write("nonsense\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("ended");
  }

  @Test
  void whoWasAskedToDrainDoesNotMindTheEnd() throws Exception {
    try (PipedOutputStream parent = watch()) {
      parent.write((ParentPipe.DRAIN + "\n").getBytes(StandardCharsets.UTF_8));
      parent.flush();
      assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("drain");
    }
    try (PipedOutputStream other = watch()) {
      other.flush();
    }
    // the other one's end is heard, so the first one's would have been
    assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("ended");
    assertThat(heard).isEmpty();
  }

  private PipedOutputStream watch() throws IOException {
    PipedOutputStream parent = new PipedOutputStream();
    ParentPipe.watch(
        new PipedInputStream(parent),
        new ParentPipe.Listener() {
          @Override
          public void drain() {
            heard.add("drain");
          }

          @Override
          public void ended() {
            heard.add("ended");
          }
        });
    return parent;
  }
}
