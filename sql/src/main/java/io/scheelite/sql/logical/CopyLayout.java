package io.scheelite.sql.logical;

import java.util.List;

/** Where COPY writes: one file, or files in a folder. */
public sealed interface CopyLayout {
  /** One file, which takes the place of one of that name. */
  record OneFile() implements CopyLayout {}

  /**
   * Files in a folder.
   *
   * @param partitionColumns columns of the query whose values name folders; may be empty
   * @param keepsPartitionColumns whether files have these columns, too
   * @param existing what becomes of files that are there already
   * @param perThread whether each thread writes files of its own
   * @param fileBytes a file that reaches this size is followed by another one; 0 for no limit
   * @param fileName name of files, {@code {i}} stands for a number and {@code {uuid}} for a random
   *     name
   * @param extension end of the names, behind a dot
   */
  record Folder(
      List<Integer> partitionColumns,
      boolean keepsPartitionColumns,
      Existing existing,
      boolean perThread,
      long fileBytes,
      String fileName,
      String extension)
      implements CopyLayout {
    /** Copies the list. */
    public Folder {
      partitionColumns = List.copyOf(partitionColumns);
    }
  }

  /** What becomes of files that are in the folder already. */
  enum Existing {
    /** There must be none. */
    REFUSED,
    /** They are removed. */
    REMOVED,
    /** They stay, but for those of the same name. */
    REPLACED,
    /** They stay, and new ones have other names. */
    KEPT
  }
}
