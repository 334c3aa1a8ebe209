package io.scheelite.http;

import io.scheelite.formats.input.InputFiles;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.testsupport.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The tests of a class share a folder and a process that serves it, which each finds at peace. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
abstract class ServedFolderTest {
  @TempDir static Path folder;
  static ServerProcess server;

  /** What was waited between attempts; nobody really waits. */
  final List<Duration> pauses = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    server = new ServerProcess(folder);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    server.close();
  }

  @BeforeEach
  final void reset() throws IOException {
    server.command("reset");
  }

  final InputFiles inputs(HttpOptions options) {
    return InputFiles.local().with(new HttpInputs(options, pauses::add));
  }
}
