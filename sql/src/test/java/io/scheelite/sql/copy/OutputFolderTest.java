package io.scheelite.sql.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.sql.logical.CopyLayout;
import io.scheelite.sql.logical.CopyLayout.Existing;
import io.scheelite.sql.result.ResultFormat;
import io.scheelite.testsupport.LeakCheck;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Folders that COPY fills: all of it is there at the end, or nothing. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class OutputFolderTest {
  private static final Schema SCHEMA =
      Schema.of(new Field("i", DataType.INT64, true), new Field("k", DataType.INT64, true));
  private static final FileOpener JSON =
      (file, schema, _) -> new TextFileWriter(file, schema, ResultFormat.JSON::writer);

  @TempDir Path place;

  private static CopyLayout.Folder layout(Existing existing) {
    return new CopyLayout.Folder(List.of(1), false, existing, false, 0, "data_{i}", "json");
  }

  /** Paths below the place with their content; folders without files have none. */
  private Map<String, String> tree() throws IOException {
    Map<String, String> result = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(place)) {
      for (Path path : paths.filter(path -> !path.equals(place)).toList()) {
        result.put(
            place.relativize(path).toString(),
            Files.isDirectory(path) ? "" : Files.readString(path));
      }
    }
    return result;
  }

  private void file(String name, String content) throws IOException {
    Path file = place.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** Writes rows of the partitions 1 and 2. */
  private static void write(OutputFolder folder, FileOpener opener) {
    try (TestMemory memory = TestMemory.create(16 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer files = memory.consumer("files");
        MemoryConsumer own = memory.consumer("own")) {
      assertThat(own.tryReserve(FolderWriter.FLOOR_BYTES)).isTrue();
      try (FolderWriter writer = new FolderWriter(folder, opener, files, own, SCHEMA)) {
        writer.write(batches.batch(SCHEMA, List.of(List.of(5L, 1L), List.of(6L, 1L))));
        writer.write(batches.batch(SCHEMA, List.of(List.of(7L, 1L), List.of(8L, 2L))));
        writer.finish();
        assertThat(writer.numRows()).isEqualTo(4);
      }
    }
  }

  private static final String FIRST = "{\"i\":5}\n{\"i\":6}\n{\"i\":7}\n";
  private static final String SECOND = "{\"i\":8}\n";

  @Test
  void appearsAsAWhole() throws Exception {
    try (OutputFolder folder = OutputFolder.create(place.resolve("d"), layout(Existing.REFUSED))) {
      write(folder, JSON);
      assertThat(place.resolve("d")).doesNotExist();
      folder.commit();
    }
    assertThat(tree())
        .isEqualTo(
            Map.of(
                "d",
                "",
                "d/k=1",
                "",
                "d/k=1/data_0.json",
                FIRST,
                "d/k=2",
                "",
                "d/k=2/data_0.json",
                SECOND));
  }

  @Test
  void withoutCommitThereIsNothing() throws Exception {
    try (OutputFolder folder = OutputFolder.create(place.resolve("d"), layout(Existing.REFUSED))) {
      write(folder, JSON);
    }
    assertThat(tree()).isEmpty();
  }

  @Test
  void filesThatCannotBeWritten() throws Exception {
    file("d/kept.txt", "kept");
    Map<String, String> before = tree();
    for (Existing existing : List.of(Existing.REMOVED, Existing.REPLACED, Existing.KEPT)) {
      FileOpener full =
          (file, schema, memory) -> {
            if (file.toString().contains("k=2")) {
              throw FileSite.of(file)
                  .writeFailed(new FileSystemException("f", null, "No space left on device"));
            }
            return JSON.open(file, schema, memory);
          };
      try (OutputFolder folder = OutputFolder.create(place.resolve("d"), layout(existing))) {
        assertThatThrownBy(() -> write(folder, full))
            .isInstanceOfSatisfying(
                FormatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
      }
      assertThat(tree()).as("%s", existing).isEqualTo(before);
    }
  }

  @Test
  void aMergeThatFailsIsUndone() throws Exception {
    file("d/k=1/data_0.json", "old");
    file("d/k=2", "a file where a folder has to be");
    file("d/other", "kept");
    Map<String, String> before = tree();
    try (OutputFolder folder = OutputFolder.create(place.resolve("d"), layout(Existing.REPLACED))) {
      write(folder, JSON);
      assertThatThrownBy(folder::commit).isInstanceOf(FormatException.class);
    }
    assertThat(tree()).isEqualTo(before);
  }

  @Test
  void aMergeReplacesFilesOfTheSameNames() throws Exception {
    file("d/k=1/data_0.json", "old");
    file("d/k=1/data_1.json", "kept");
    try (OutputFolder folder = OutputFolder.create(place.resolve("d"), layout(Existing.REPLACED))) {
      write(folder, JSON);
      folder.commit();
    }
    assertThat(tree())
        .isEqualTo(
            Map.of(
                "d",
                "",
                "d/k=1",
                "",
                "d/k=1/data_0.json",
                FIRST,
                "d/k=1/data_1.json",
                "kept",
                "d/k=2",
                "",
                "d/k=2/data_0.json",
                SECOND));
  }

  @Test
  void removedAtTheEndAlone() throws Exception {
    file("d/k=1/data_7.json", "old");
    try (OutputFolder folder = OutputFolder.create(place.resolve("d"), layout(Existing.REMOVED))) {
      write(folder, JSON);
      assertThat(place.resolve("d/k=1/data_7.json")).hasContent("old");
      folder.commit();
    }
    assertThat(tree().keySet())
        .containsExactly("d", "d/k=1", "d/k=1/data_0.json", "d/k=2", "d/k=2/data_0.json");
  }

  @Test
  void whoeverIsFasterIsNotOverwritten() throws Exception {
    try (OutputFolder folder = OutputFolder.create(place.resolve("d"), layout(Existing.REFUSED))) {
      write(folder, JSON);
      file("d/theirs", "x");
      assertThatThrownBy(folder::commit)
          .isInstanceOfSatisfying(
              FormatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_EXISTS));
    }
    assertThat(tree()).isEqualTo(Map.of("d", "", "d/theirs", "x"));
  }
}
