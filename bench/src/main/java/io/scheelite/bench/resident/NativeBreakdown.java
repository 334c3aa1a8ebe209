package io.scheelite.bench.resident;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the resident memory of a JVM consists of at one moment: its memory map, whose mappings the
 * JVM names with the help of its native memory tracking, and what its compilers have allocated.
 *
 * @param residentBytes all of it
 * @param heapBytes of the Java heap
 * @param metaspaceBytes classes and what the JVM knows of them, without the shared archive
 * @param codeBytes compiled code
 * @param compilerBytes committed by the compilers, which allocate with {@code malloc}
 * @param fileBytes mapped files: libraries, class archives, modules
 */
public record NativeBreakdown(
    long residentBytes,
    long heapBytes,
    long metaspaceBytes,
    long codeBytes,
    long compilerBytes,
    long fileBytes) {
  /** The JVM option that turns tracking on. */
  public static final String JVM_OPTION = "-XX:NativeMemoryTracking=summary";

  /** Address range, size, protection, resident bytes, huge pages, page size, notes, owner, file. */
  private static final Pattern MAPPING =
      Pattern.compile(
          "0x\\p{XDigit}+-0x\\p{XDigit}+ +\\d+ +\\S+ +(\\d+) +\\d+ +\\S+ +\\S+ +(\\S+) +(\\S.*)");

  private static final Pattern COMPILER =
      Pattern.compile("-\\s+(?:Compiler|Arena Chunk) \\(reserved=\\d+, committed=(\\d+)[,)]");

  /**
   * Asks a running JVM.
   *
   * @throws IOException if it does not answer, or tracks nothing
   */
  static NativeBreakdown of(long pid) throws IOException, InterruptedException {
    String map = jcmd(pid, "System.map");
    NativeBreakdown breakdown = parse(map, jcmd(pid, "VM.native_memory", "summary", "scale=B"));
    if (breakdown.heapBytes == 0 || breakdown.compilerBytes == 0) {
      throw new IOException(
          "no native memory tracking, start the process with " + JVM_OPTION + ": pid=" + pid);
    }
    return breakdown;
  }

  private static String jcmd(long pid, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid));
    builder.command().addAll(List.of(command));
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = process.waitFor();
    if (exitCode != 0) {
      throw new IOException("jcmd failed: pid=" + pid + " answer=" + text.strip());
    }
    return text;
  }

  /** Reads the answers to {@code System.map} and {@code VM.native_memory summary scale=B}. */
  static NativeBreakdown parse(String map, String tracking) {
    long resident = 0;
    long heap = 0;
    long metaspace = 0;
    long code = 0;
    long files = 0;
    Matcher mapping = MAPPING.matcher(map);
    while (mapping.find()) {
      long bytes = Long.parseLong(mapping.group(1));
      resident += bytes;
      switch (mapping.group(2)) {
        case "JAVAHEAP" -> heap += bytes;
        case "META", "CLASS" -> metaspace += bytes;
        case "CODE" -> code += bytes;
        default -> files += mapping.group(3).startsWith("/") ? bytes : 0;
      }
    }
    long compiler = 0;
    Matcher category = COMPILER.matcher(tracking);
    while (category.find()) {
      compiler += Long.parseLong(category.group(1));
    }
    return new NativeBreakdown(resident, heap, metaspace, code, compiler, files);
  }

  /** What is none of these, of which {@code knownBytes} are known: stacks, collector, libraries. */
  long otherBytes(long knownBytes) {
    return residentBytes
        - heapBytes
        - metaspaceBytes
        - codeBytes
        - compilerBytes
        - fileBytes
        - knownBytes;
  }
}
