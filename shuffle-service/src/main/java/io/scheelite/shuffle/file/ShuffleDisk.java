package io.scheelite.shuffle.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Opens the files of map outputs: the place where tests put a disk that fails. Thread-safe. */
@FunctionalInterface
public interface ShuffleDisk {
  /** The disks of this machine. */
  ShuffleDisk SYSTEM = FileChannel::open;

  /** Opens a file as {@link FileChannel#open(Path, OpenOption...)} does. */
  FileChannel open(Path path, OpenOption... options) throws IOException;
}
