package io.scheelite.scheduler.folder;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes enter themselves, and only the one that did counts as alive. */
class ClusterFolderTest {
  @TempDir Path parent;

  private ClusterFolder folder;

  @BeforeEach
  void create() throws IOException {
    folder = ClusterFolder.at(parent.resolve("cluster"));
    assertThat(folder.processes()).isEmpty();
    folder.create();
  }

  @Test
  void isTheOwnersAlone() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.root())))
        .isEqualTo("rwx------");
  }

  @Test
  void listsParentsFirst() throws IOException {
    folder.enter(ProcessRole.EXECUTOR, "executor-1");
    folder.enter(ProcessRole.MASTER, "master");
    folder.enter(ProcessRole.WORKER, "worker-1");
    assertThat(folder.processes())
        .extracting(ProcessEntry::id)
        .containsExactly("master", "worker-1", "executor-1");
    folder.leave("worker-1", ProcessHandle.current().pid() + 1); // a former one of that name
    assertThat(folder.processes()).hasSize(3);
    folder.leave("worker-1", ProcessHandle.current().pid());
    folder.leave("worker-1", ProcessHandle.current().pid());
    assertThat(folder.processes()).hasSize(2).allMatch(ProcessEntry::alive);
  }

  @Test
  void becomesReadyWithItsAddress() throws IOException {
    assertThat(folder.enter(ProcessRole.MASTER, "master").ready()).isFalse();
    ProcessEntry ready = folder.ready(ProcessRole.MASTER, "master", "127.0.0.1:7");
    assertThat(folder.processes()).containsExactly(ready);
    assertThat(folder.runningMaster()).contains(ready);
    assertThat(ready.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(ready.ready()).isTrue();
  }

  @Test
  void aProcessThatGotTheIdOfAnEarlierOneIsAnother() throws IOException {
    ProcessEntry self = folder.enter(ProcessRole.MASTER, "master");
    ProcessEntry earlier =
        new ProcessEntry(self.role(), self.id(), self.pid(), self.startMillis() - 60_000, "");
    assertThat(self.alive()).isTrue();
    assertThat(earlier.alive()).isFalse();
  }

  @Test
  void aProcessThatHasEndedIsDeadEvenIfNobodyAskedForItsExitCode() throws Exception {
    // the shell's child ends and stays a zombie, since exec replaces the parent that would wait
    Process shell = new ProcessBuilder("sh", "-c", "sh -c 'exit 0' & echo $!; exec cat").start();
    try {
      long pid = Long.parseLong(shell.inputReader().readLine());
      ProcessEntry entry = new ProcessEntry(ProcessRole.EXECUTOR, "executor-1", pid, 0, "");
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (entry.alive() && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(entry.alive()).isFalse();
    } finally {
      shell.destroyForcibly().waitFor();
    }
  }

  @Test
  void filesThatAreNoneOfOursArePassedOver() throws IOException {
    Files.writeString(folder.root().resolve("processes").resolve("x"), "role=cook\n");
    Files.writeString(folder.root().resolve("processes").resolve("y"), "");
    assertThat(folder.processes()).isEmpty();
  }

  @Test
  void cutsALogThatIsTooLongAndKeepsWhatItHeld() throws IOException {
    Path log = folder.logFile("executor-1");
    LogBound bound = new LogBound(log, 10);
    assertThat(bound.check()).isFalse();
    try (OutputStream process =
        Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      process.write("short\n".getBytes(US_ASCII));
      assertThat(bound.check()).isFalse();
      process.write("and longer\n".getBytes(US_ASCII));
      assertThat(bound.check()).isTrue();
      process.write("new\n".getBytes(US_ASCII));
      assertThat(log).hasContent("new\n");
      assertThat(log.resolveSibling("executor-1.log.old")).hasContent("short\nand longer\n");
    }
  }

  @Test
  void keepsLogsOfProcessesThatRunAndOfThoseThatEndedLast() throws IOException {
    folder.enter(ProcessRole.EXECUTOR, "executor-1");
    for (int i = 1; i <= 40; i++) {
      Path log = Files.createFile(folder.logFile("executor-" + i));
      Files.createFile(log.resolveSibling(log.getFileName() + ".old"));
      Files.setLastModifiedTime(log, FileTime.from(i, TimeUnit.HOURS));
    }
    folder.dropOldLogs();
    for (int i = 1; i <= 40; i++) {
      Path log = folder.logFile("executor-" + i);
      boolean kept = i == 1 || i > 8;
      assertThat(Files.exists(log)).as("log " + i).isEqualTo(kept);
      assertThat(Files.exists(log.resolveSibling(log.getFileName() + ".old"))).isEqualTo(kept);
    }
  }
}
