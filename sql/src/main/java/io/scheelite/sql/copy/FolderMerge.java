package io.scheelite.sql.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Moves the files of one folder into another, where they take the place of files of the same names.
 * What fails on the way is undone, step by step: replaced files are kept aside until the end.
 */
final class FolderMerge {
  private final Path from;
  private final Path to;
  private final Path aside;
  private final Deque<Step> done = new ArrayDeque<>();

  /** One step back. */
  @FunctionalInterface
  private interface Step {
    void undo() throws IOException;
  }

  /**
   * Of two folders of one file system.
   *
   * @param aside a folder beside them that does not exist
   */
  FolderMerge(Path from, Path to, Path aside) {
    this.from = from;
    this.to = to;
    this.aside = aside;
  }

  void run() throws IOException {
    boolean complete = false;
    try {
      mergeFolder(from, to);
      complete = true;
    } finally {
      if (!complete) {
        undo();
      }
      OutputFolder.remove(aside);
    }
  }

  private void mergeFolder(Path source, Path target) throws IOException {
    List<Path> children = new ArrayList<>();
    try (Stream<Path> listed = Files.list(source)) {
      listed.sorted().forEach(children::add);
    }
    for (Path child : children) {
      Path place = target.resolve(source.relativize(child));
      if (!Files.isDirectory(child)) {
        mergeFile(child, place);
      } else {
        if (!Files.isDirectory(place)) {
          Files.createDirectory(place);
          done.push(() -> Files.delete(place));
        }
        mergeFolder(child, place);
      }
    }
  }

  private void mergeFile(Path source, Path place) throws IOException {
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(aside);
      Path kept = aside.resolve(Integer.toString(done.size()));
      Files.move(place, kept, StandardCopyOption.ATOMIC_MOVE);
      done.push(() -> Files.move(kept, place, StandardCopyOption.ATOMIC_MOVE));
    }
    Files.move(source, place, StandardCopyOption.ATOMIC_MOVE);
    done.push(() -> Files.move(place, source, StandardCopyOption.ATOMIC_MOVE));
  }

  private void undo() {
    while (!done.isEmpty()) {
      try {
        done.pop().undo();
      } catch (IOException e) {
        System.getLogger(FolderMerge.class.getName())
            .log(System.Logger.Level.WARNING, "COPY could not be undone: folder=" + to, e);
      }
    }
  }
}
