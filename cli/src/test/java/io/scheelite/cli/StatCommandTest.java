package io.scheelite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.memory.counters.EngineCounter;
import io.scheelite.memory.counters.PoolGauge;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters of this very process, in a folder made up for the test. */
class StatCommandTest {
  private static final long SELF = ProcessHandle.current().pid();
  private static final long MIB = 1L << 20;

  @TempDir Path temporary;
  private CounterSink sink;

  private record Outcome(int exitCode, String out, String err) {}

  private Outcome stat(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] all = new String[arguments.length + 5];
    all[0] = "stat";
    all[1] = "--counters-dir";
    all[2] = temporary.resolve("counters").toString();
    all[3] = "--dir";
    all[4] = temporary.resolve("cluster").toString();
    System.arraycopy(arguments, 0, all, 5, arguments.length);
    int exitCode =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(all);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  private void assertFails(int exitCode, String sentence, String... arguments) {
    Outcome outcome = stat(arguments);
    assertThat(outcome.exitCode()).isEqualTo(exitCode);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("scheelite: ").contains(sentence).hasLineCount(1);
  }

  @BeforeEach
  void count() {
    sink = CountersFolder.at(temporary.resolve("counters")).open();
    sink.set(EngineCounter.OFF_HEAP_LIMIT, 64 * MIB);
    sink.set(EngineCounter.OFF_HEAP_USED, 10 * MIB);
    sink.set(EngineCounter.OFF_HEAP_STORAGE_USED, 4 * MIB);
    sink.set(EngineCounter.OFF_HEAP_PEAK, 50 * MIB);
    sink.add(EngineCounter.WAITS, 3);
    sink.add(EngineCounter.WAIT_TIME, 1_500_000_000L);
    sink.raise(EngineCounter.LONGEST_WAIT, 2_500_000L);
    sink.add(EngineCounter.RECLAIMS_OTHER_QUERY, 2);
    sink.add(EngineCounter.RECLAIMED_OTHER_QUERY, MIB);
    PoolGauge engine = sink.openPool("engine", null, 64 * MIB);
    PoolGauge query = sink.openPool("query \"1\"", engine, Long.MAX_VALUE);
    PoolGauge large = sink.openPool("query-2", engine, Long.MAX_VALUE);
    engine.booked(10 * MIB, 50 * MIB);
    query.booked(2 * MIB, 3 * MIB);
    large.booked(4 * MIB, 5 * MIB);
  }

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void aProcessIsShownWithItsPools() {
    Outcome outcome = stat(Long.toString(SELF));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("process " + SELF + " running, started 2")
        .contains(
            "off-heap    limit 64.0 MiB  used 10.0 MiB  peak 50.0 MiB  execution 6.0 MiB"
                + "  storage 4.0 MiB (peak 0 B)\n")
        .contains("waits 3  total 1.5 s  longest 2.5 ms  timed out 0\n")
        .contains("other queries 2 (1.0 MiB)")
        .doesNotContain("on-heap", "leaks", "shuffle")
        .containsPattern(
            """
            pool +current +peak +limit
            engine +10.0 MiB +50.0 MiB +64.0 MiB
              query-2 +4.0 MiB +5.0 MiB +-
              query "1" +2.0 MiB +3.0 MiB +-
            $""");
  }

  @Test
  void allProcessesAreListed() {
    Outcome outcome = stat();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("pid")
        .hasLineCount(2)
        .contains(SELF + "  running  20", "10.0 MiB  50.0 MiB  64.0 MiB");
    sink.close();
    assertThat(stat().out()).as("nobody is there").hasLineCount(1);
  }

  @Test
  void programsGetNumbers() {
    assertThat(stat(Long.toString(SELF), "--format", "csv").out())
        .startsWith("pid,engine,state,counter,value\n")
        .contains(
            SELF + ",1,running,off-heap-used-bytes," + 10 * MIB + "\n",
            SELF + ",1,running,wait-time-nanos,1500000000\n",
            SELF + ",1,running,pool/engine/query-2/peak-bytes," + 5 * MIB + "\n",
            SELF + ",1,running,pool/engine/limit-bytes," + 64 * MIB + "\n");
    assertThat(stat(Long.toString(SELF), "--format", "json").out())
        .startsWith("[{\"pid\": " + SELF + ", \"running\": true, ")
        .contains("\"off-heap-used-bytes\": " + 10 * MIB)
        .contains(
            "{\"path\": \"engine/query \\\"1\\\"\", \"current_bytes\": 2097152, \"peak_bytes\":"
                + " 3145728, \"limit_bytes\": null}")
        .endsWith("}]}]\n");
    assertThat(stat("--format", "csv").out()).contains("waits,3\n");
  }

  @Test
  void badInputIsOneSentence() throws IOException {
    assertFails(1, "no such process", "1073741824");
    assertFails(1, "keeps no counters here: pid=" + 1, "1");
    assertFails(2, "not a process id or HOST:PORT: nobody", "nobody");
    assertFails(1, "no cluster with this master runs: master=127.0.0.1:1", "127.0.0.1:1");
    assertFails(2, "--format", Long.toString(SELF), "--format", "xml");

    Path file = temporary.resolve("counters").resolve("1073741824.counters");
    Files.writeString(file, "no counters\n".repeat(1000));
    assertFails(1, "not a counters file: file=" + file, "1073741824");
    Files.writeString(file, "short");
    assertFails(1, "damaged", "1073741824");
    Files.copy(
        temporary.resolve("counters").resolve(SELF + ".counters"),
        file,
        StandardCopyOption.REPLACE_EXISTING);
    byte[] bytes = Files.readAllBytes(file);
    bytes[8] = 2;
    Files.write(file, bytes);
    assertFails(1, "newer version", "1073741824");
  }
}
