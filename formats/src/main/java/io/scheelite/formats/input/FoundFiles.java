package io.scheelite.formats.input;

import io.scheelite.formats.FormatException;
import io.scheelite.formats.UrlText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The files that some locations stand for, as they were when a table of them was opened. Immutable
 * and thread-safe.
 */
public final class FoundFiles {
  private final String description;
  private final Supplier<List<InputFile>> listing;
  private final List<FoundFile> files;

  private FoundFiles(String description, Supplier<List<InputFile>> listing, List<FoundFile> files) {
    this.description = description;
    this.listing = listing;
    this.files = List.copyOf(files);
  }

  /**
   * Finds files, before anything of them is read, so that later changes will be found out.
   *
   * @param locations paths, folders and globs of local files, and URLs
   * @param ending of the names of a folder's files
   */
  public static FoundFiles find(InputFiles inputs, List<String> locations, String ending) {
    List<String> roots = List.copyOf(locations);
    if (roots.isEmpty()) {
      throw new IllegalArgumentException("no location to open");
    }
    return find(
        described(roots),
        () -> roots.stream().flatMap(root -> inputs.expand(root, ending).stream()).toList());
  }

  /** As {@link #find(InputFiles, List, String)}, of local files. */
  public static FoundFiles find(List<Path> paths, String ending) {
    return find(InputFiles.local(), paths.stream().map(Path::toString).toList(), ending);
  }

  /** Inputs of the host. */
  public static FoundFiles of(List<InputFile> inputs) {
    List<InputFile> given = List.copyOf(inputs);
    if (given.isEmpty()) {
      throw new IllegalArgumentException("no input to open");
    }
    return find(described(given.stream().map(InputFile::location).toList()), () -> given);
  }

  /** Files that were found before, perhaps by another process. */
  public static FoundFiles known(String description, List<FoundFile> files) {
    List<InputFile> inputs = files.stream().map(FoundFile::input).toList();
    return new FoundFiles(description, () -> inputs, files);
  }

  private static FoundFiles find(String description, Supplier<List<InputFile>> listing) {
    return new FoundFiles(description, listing, stamped(listing.get()));
  }

  private static List<FoundFile> stamped(List<InputFile> inputs) {
    return Concurrently.map(
        inputs, i -> new FoundFile(inputs.get(i), InputFiles.stamp(inputs.get(i))));
  }

  private static String described(List<String> roots) {
    List<String> shown = roots.stream().map(UrlText::shown).toList();
    return shown.size() == 1 ? shown.getFirst() : shown.toString();
  }

  /** For EXPLAIN and messages: what was named. */
  public String description() {
    return description;
  }

  /** The files, in a fixed order. */
  public List<FoundFile> files() {
    return files;
  }

  /** Each of them alone. */
  public List<FoundFiles> perFile() {
    List<FoundFiles> each = new ArrayList<>();
    for (FoundFile file : files) {
      each.add(known(file.name(), List.of(file)));
    }
    return each;
  }

  /** Whether files are gone, others, or not what they were. */
  public boolean areStale() {
    try {
      return !stamped(listing.get()).stream()
          .map(FoundFile::stamp)
          .toList()
          .equals(files.stream().map(FoundFile::stamp).toList());
    } catch (FormatException gone) {
      return true;
    }
  }
}
