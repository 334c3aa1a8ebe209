package io.scheelite.spill;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file on disk with its bookings: open for writing first, then at rest, then deleted. Used by one
 * thread at a time; {@link #delete} by any.
 */
final class StoredFile {

  private final long id;
  private final SpillSpace space;
  private final SpillDirectory directory;
  private final Path path;
  private final FileChannel channel;
  private long sizeBytes;
  private boolean deleted;

  /** Takes over a channel to an empty file. */
  StoredFile(long id, SpillSpace space, SpillDirectory directory, Path path, FileChannel channel) {
    this.id = id;
    this.space = space;
    this.directory = directory;
    this.path = path;
    this.channel = channel;
    space.usage().fileCreated();
  }

  /** Differs between files of an engine, and as good as certainly between engines. */
  long id() {
    return id;
  }

  Path path() {
    return path;
  }

  String owner() {
    return space.owner();
  }

  /** Appended so far. */
  long sizeBytes() {
    return sizeBytes;
  }

  /**
   * Appends to the file; deletes it if that fails.
   *
   * @throws SpillException if a quota or the disk is exhausted, or the disk fails
   */
  void append(ByteBuffer... buffers) {
    long bytes = 0;
    for (ByteBuffer buffer : buffers) {
      bytes += buffer.remaining();
    }
    try {
      book(bytes);
      long left = bytes;
      while (left > 0) {
        left -= channel.write(buffers);
      }
    } catch (IOException e) {
      SpillException failure = SpillException.writeFailed(owner(), directory, e);
      if (SpillException.isFull(e)) {
        directory.noteFull();
      }
      delete();
      throw failure;
    } catch (SpillException e) {
      delete();
      throw e;
    }
  }

  private synchronized void book(long bytes) throws IOException {
    if (deleted) {
      throw new IOException("file was deleted: file=" + path);
    }
    space.usage().charge(bytes);
    directory.added(bytes);
    sizeBytes += bytes;
  }

  /** Nothing more is appended. */
  void endWriting() {
    try {
      channel.close();
    } catch (IOException e) {
      SpillException failure = SpillException.writeFailed(owner(), directory, e);
      delete();
      throw failure;
    }
  }

  /** Opens it for reading. */
  FileChannel openToRead() throws IOException {
    return space.disk().open(path, StandardOpenOption.READ);
  }

  /** Deletes it, whatever state it is in; a second call does nothing. */
  synchronized void delete() {
    if (deleted) {
      return;
    }
    deleted = true;
    try (channel) {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      logger().log(Level.WARNING, () -> "spill file is left behind: file=" + path + " reason=" + e);
    }
    directory.deleted(sizeBytes);
    space.usage().fileDeleted(sizeBytes);
    space.forget(this);
  }

  /** Looked up where it is used: the first look-up in a process searches the whole class path. */
  private static System.Logger logger() {
    return System.getLogger(StoredFile.class.getName());
  }
}
