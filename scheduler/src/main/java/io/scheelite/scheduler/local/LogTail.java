package io.scheelite.scheduler.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The last lines of a log. */
final class LogTail {
  private static final int MAX_BYTES = 16 << 10;
  private static final int MAX_LINES = 20;

  private LogTail() {}

  /** The lines, each with a line break before it; empty if there are none. */
  static String of(Path log) throws IOException {
    if (!Files.exists(log)) {
      return "";
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - MAX_BYTES));
      byte[] bytes = new byte[(int) Math.min(MAX_BYTES, file.length())];
      int length = Math.max(0, file.read(bytes));
      List<String> lines =
          new String(bytes, 0, length, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()).stream()
          .map(line -> "\n" + line)
          .collect(Collectors.joining());
    }
  }
}
