package io.scheelite.bench.resident;

import io.scheelite.bench.process.JavaProcess;
import io.scheelite.bench.process.ResidentMemory;
import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.memory.counters.CountersSnapshot;
import io.scheelite.memory.counters.EngineCounter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Looks at the memory of other processes of this machine: resident memory by the system, the ledger
 * by the counters file, the rest by native memory tracking, which must be on in them. Stateless.
 */
public final class MemoryProbe {
  private static final List<String> JVM_OPTIONS =
      List.of("-Xms32m", "-Xmx256m", "-XX:+ExitOnOutOfMemoryError", NativeBreakdown.JVM_OPTION);

  private final CountersFolder counters;

  /**
   * @param countersFolder where the processes keep their counters
   */
  public MemoryProbe(Path countersFolder) {
    this.counters = CountersFolder.at(countersFolder);
  }

  /**
   * Runs queries once, in this order, in a child with the flags of the launcher, and looks at it
   * before it ends.
   *
   * @throws IOException if it ended before it had run all
   */
  public ResidentRow run(ResidentCase measured, List<TpchQuery> queries, int threads)
      throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            measured.kind().label(),
            measured.scaleFactor().value().toPlainString(),
            Long.toString(measured.limitBytes()),
            Integer.toString(threads),
            queries.stream()
                .map(query -> Integer.toString(query.number()))
                .collect(Collectors.joining(",")));
    ProcessBuilder builder =
        new ProcessBuilder(
                JavaProcess.command(
                    QueryProcess.class, JVM_OPTIONS, JavaProcess.ownClassPath(), arguments))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put(CountersFolder.VARIABLE, counters.root().toString());
    Process process = builder.start();
    try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
      boolean answersOk = true;
      for (TpchQuery query : queries) {
        String answer = answers.readLine();
        if (answer == null) {
          throw new IOException("the process ended: case=" + measured + " " + query.label());
        }
        answersOk &= answer.equals("ok");
      }
      return look(process.pid(), measured, answersOk);
    } finally {
      process.destroyForcibly().waitFor();
      counters.forget(process.pid());
    }
  }

  /**
   * Looks at a process that runs.
   *
   * @throws IOException if it has no counters or no native memory tracking
   */
  public ResidentRow look(long pid, ResidentCase measured, boolean answersOk)
      throws IOException, InterruptedException {
    // first: tracking makes the process work
    long peakResidentBytes = ResidentMemory.peakBytes(pid);
    List<CountersSnapshot> found = counters.find(pid);
    if (found.isEmpty()) {
      throw new IOException("the process has no counters: pid=" + pid + " case=" + measured);
    }
    CountersSnapshot snapshot = found.getFirst();
    return new ResidentRow(
        measured,
        answersOk,
        peakResidentBytes,
        snapshot.value(EngineCounter.OFF_HEAP_PEAK),
        snapshot.value(EngineCounter.NATIVE_RESIDENT),
        NativeBreakdown.of(pid));
  }
}
