package io.scheelite.scheduler.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Records of fired faults: one file per fault, which whoever creates it may fire. Shared by all
 * processes of a cluster; thread-safe.
 *
 * @param folder made when the first fault fires
 */
public record FaultMarkers(Path folder) {
  private static final String FOLDER_NAME = "faults";

  /** The markers of the cluster that lives in a folder. */
  public static FaultMarkers of(Path clusterFolder) {
    return new FaultMarkers(clusterFolder.resolve(FOLDER_NAME));
  }

  /**
   * Claims a fault for this process; the record is on disk when this returns.
   *
   * @param record what fires when where, one line
   * @return whether it had not fired before
   */
  boolean claim(Fault fault, String record) throws IOException {
    Files.createDirectories(folder);
    try (FileChannel file =
        FileChannel.open(
            folder.resolve(fault.text()),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(record + "\n");
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** What has fired so far: one line each, sorted. */
  public List<String> fired() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        lines.add(Files.readString(file).strip());
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return lines;
  }
}
