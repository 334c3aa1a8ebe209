package io.scheelite.sql.copy;

import io.scheelite.formats.FileSite;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.logical.CopyLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of files that is filled out of sight, beside its place, and put there by {@link
 * #commit}: all of it or, after a failure, nothing. Whoever closes it before has changed nothing.
 * Names of files are given to any thread; one thread commits and closes.
 */
public final class OutputFolder implements AutoCloseable {
  private final FileSite site;
  private final Path target;
  private final Path staging;
  private final CopyLayout.Folder layout;
  private @Nullable Path lastFolder; // guarded by this
  private int nextNumber; // guarded by this

  private OutputFolder(Path path, CopyLayout.Folder layout) throws IOException {
    this.site = FileSite.of(path);
    Path place = path.toAbsolutePath().normalize();
    this.target = Files.exists(place) ? place.toRealPath() : place;
    this.layout = layout;
    this.staging = hidden();
  }

  private Path hidden() {
    Path name = target.getFileName();
    if (name == null) {
      throw site.error(ErrorCode.INVALID_QUERY, "COPY needs a folder with a name");
    }
    return target.resolveSibling("." + name + "." + UUID.randomUUID());
  }

  /** Refuses what must not be overwritten; creates the hidden folder. */
  public static OutputFolder create(Path path, CopyLayout.Folder layout) {
    try {
      OutputFolder folder = new OutputFolder(path, layout);
      folder.requireFree();
      Files.createDirectory(folder.staging);
      return folder;
    } catch (IOException e) {
      throw FileSite.of(path).writeFailed(e);
    }
  }

  CopyLayout.Folder layout() {
    return layout;
  }

  private void requireFree() throws IOException {
    boolean there = Files.exists(target);
    boolean removed = layout.existing() == CopyLayout.Existing.REMOVED;
    if (there && !removed && !Files.isDirectory(target)) {
      throw site.error(
          ErrorCode.FILE_EXISTS, "it is a file, not a folder; OVERWRITE would replace it");
    }
    if (there && layout.existing() == CopyLayout.Existing.REFUSED && !isEmpty(target)) {
      throw site.error(
          ErrorCode.FILE_EXISTS,
          "folder is not empty; say OVERWRITE, OVERWRITE_OR_IGNORE or APPEND, or write elsewhere");
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** Where a file is to be written that no other one has the name of. */
  public synchronized Path newFile(String subfolder) {
    Path folder = staging.resolve(subfolder);
    if (!folder.equals(lastFolder)) {
      lastFolder = folder;
      nextNumber = 0;
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw site.writeFailed(e);
      }
    }
    Path file;
    do {
      String name =
          layout
              .fileName()
              .replace("{i}", Integer.toString(nextNumber))
              .replace("{uuid}", UUID.randomUUID().toString());
      file = folder.resolve(name + "." + layout.extension());
      nextNumber++;
    } while (Files.exists(file, LinkOption.NOFOLLOW_LINKS));
    return file;
  }

  /** Whether a file was begun. */
  synchronized boolean hasFiles() {
    return lastFolder != null;
  }

  /** Puts everything that was written into its place. */
  public void commit() {
    try {
      boolean removed = layout.existing() == CopyLayout.Existing.REMOVED;
      boolean occupied = Files.exists(target) && !(Files.isDirectory(target) && isEmpty(target));
      if (!occupied) {
        Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
      } else if (removed) {
        exchange();
      } else {
        requireFree(); // somebody may have been faster
        new FolderMerge(staging, target, hidden()).run();
      }
    } catch (IOException e) {
      throw site.writeFailed(e);
    }
  }

  /** Two renames; what was there is removed when they are done. */
  private void exchange() throws IOException {
    Path before = hidden();
    Files.move(target, before, StandardCopyOption.ATOMIC_MOVE);
    boolean done = false;
    try {
      Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
      done = true;
    } finally {
      if (!done) {
        Files.move(before, target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    remove(before);
  }

  /** Removes what was not committed. Idempotent. */
  @Override
  public void close() {
    remove(staging);
  }

  /** What cannot be removed is told to the log: the statement's own end says more. */
  static void remove(Path tree) {
    try {
      if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
        try (Stream<Path> children = Files.list(tree)) {
          children.forEach(OutputFolder::remove);
        }
      }
      Files.deleteIfExists(tree);
    } catch (NoSuchFileException e) {
      // gone already
    } catch (IOException e) {
      System.getLogger(OutputFolder.class.getName())
          .log(System.Logger.Level.WARNING, "hidden files of COPY remain: path=" + tree, e);
    }
  }
}
