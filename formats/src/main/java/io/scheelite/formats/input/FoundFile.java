package io.scheelite.formats.input;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.FileStamp;

/**
 * A file as it was when it was found.
 *
 * @param stamp taken before anything of it was read
 */
public record FoundFile(InputFile input, FileStamp stamp) {
  /** What it is called in messages. */
  public String name() {
    return site().location();
  }

  /** For messages. */
  public FileSite site() {
    return FileSite.of(input.location());
  }

  /** Its size. */
  public long sizeBytes() {
    return stamp.sizeBytes();
  }

  /** Whether it is read ahead. */
  public boolean isFar() {
    return input.readCost().readsAhead();
  }

  /** Opens it; whoever does so closes it. */
  public InputReader open() {
    return InputReader.open(input, stamp);
  }
}
