package io.scheelite.spill;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Opens spill files: the place where tests put a disk that fails. Thread-safe. */
@FunctionalInterface
public interface SpillDisk {
  /** The disks of this machine. */
  SpillDisk SYSTEM = FileChannel::open;

  /** Opens a file as {@link FileChannel#open(Path, OpenOption...)} does. */
  FileChannel open(Path path, OpenOption... options) throws IOException;
}
