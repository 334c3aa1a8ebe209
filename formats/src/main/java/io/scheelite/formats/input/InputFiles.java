package io.scheelite.formats.input;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.FileStamp;
import io.scheelite.memory.ErrorCode;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds inputs by location: those that have a name, paths and globs of local files, and URLs of
 * those schemes that it has a provider for. Thread-safe.
 */
public final class InputFiles {
  // a drive letter is no scheme
  private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*");
  private static final String LOCAL_SCHEME = "file";

  private final List<InputProvider> given;
  private final Map<String, InputFile> named;
  private final boolean installed;
  private @Nullable List<InputProvider> providers;

  private InputFiles(List<InputProvider> given, Map<String, InputFile> named, boolean installed) {
    this.given = List.copyOf(given);
    this.named = Map.copyOf(named);
    this.installed = installed;
  }

  /** Local files alone. */
  public static InputFiles local() {
    return new InputFiles(List.of(), Map.of(), false);
  }

  /** Local files, and what the providers on the class path find. */
  public static InputFiles installed() {
    return new InputFiles(List.of(), Map.of(), true);
  }

  /** One more provider, which is asked before the others. */
  public InputFiles with(InputProvider provider) {
    List<InputProvider> all = new ArrayList<>();
    all.add(provider);
    all.addAll(given);
    return new InputFiles(all, named, installed);
  }

  /** One more input, which is found by a name before any file of that path. */
  public InputFiles with(String name, InputFile input) {
    Map<String, InputFile> all = new HashMap<>(named);
    all.put(name, input);
    return new InputFiles(given, all, installed);
  }

  /** Looked for when the first URL comes: who reads local files alone does not pay for it. */
  private synchronized List<InputProvider> providers() {
    List<InputProvider> known = providers;
    if (known == null) {
      known = new ArrayList<>(given);
      if (installed) {
        ServiceLoader.load(InputProvider.class).forEach(known::add);
      }
      providers = known;
    }
    return known;
  }

  /** Whether a location is a URL, which a {@link Path} would not keep as it is. */
  public static boolean isUrl(String location) {
    return URL.matcher(location).matches();
  }

  /**
   * The files that a location stands for: one, those that a glob matches, or those of a folder.
   *
   * @param ending of the names of a folder's files
   * @throws io.scheelite.formats.FormatException if there are none, or no provider knows the scheme
   */
  public List<InputFile> expand(String location, String ending) {
    InputFile known = named.get(location);
    if (known != null) {
      return List.of(known);
    }
    Matcher url = URL.matcher(location);
    if (!url.matches() || url.group(1).equalsIgnoreCase(LOCAL_SCHEME)) {
      return LocalFile.expand(List.of(path(location)), ending);
    }
    try {
      return List.copyOf(provider(location, url.group(1)).expand(location, ending));
    } catch (IOException e) {
      throw FileSite.of(location).failed("listing", e);
    }
  }

  /** The one file of a location, which is no glob. */
  public InputFile file(String location) {
    InputFile known = named.get(location);
    if (known != null) {
      return known;
    }
    Matcher url = URL.matcher(location);
    if (!url.matches() || url.group(1).equalsIgnoreCase(LOCAL_SCHEME)) {
      return new LocalFile(path(location));
    }
    try {
      return provider(location, url.group(1)).file(location);
    } catch (IOException e) {
      throw FileSite.of(location).failed("opening", e);
    }
  }

  private static Path path(String location) {
    String prefix = LOCAL_SCHEME + "://";
    boolean url = location.regionMatches(true, 0, prefix, 0, prefix.length());
    try {
      return Path.of(url ? location.substring(prefix.length()) : location);
    } catch (InvalidPathException e) {
      throw FileSite.of(location).error(ErrorCode.FILE_NOT_FOUND, "not a path: " + e.getReason());
    }
  }

  private InputProvider provider(String location, String scheme) {
    String wanted = scheme.toLowerCase(Locale.ROOT);
    TreeSet<String> known = new TreeSet<>(List.of(LOCAL_SCHEME));
    for (InputProvider provider : providers()) {
      if (provider.schemes().contains(wanted)) {
        return provider;
      }
      known.addAll(provider.schemes());
    }
    throw FileSite.of(location)
        .error(
            ErrorCode.UNSUPPORTED,
            "nothing here reads inputs of this scheme, put an InputProvider for it on the class"
                + " path (scheelite-formats-http reads http and https): scheme="
                + wanted
                + " known="
                + known);
  }

  /** Looks at an input. */
  public static FileStamp stamp(InputFile input) {
    try {
      return input.stamp();
    } catch (IOException e) {
      throw FileSite.of(input.location()).failed("opening", e);
    }
  }

  /**
   * Makes sure that files are as they were.
   *
   * @throws io.scheelite.formats.FormatException that names the first one that is not
   */
  public void verify(List<FileStamp> stamps) {
    for (FileStamp stamp : stamps) {
      stamp.verify(stamp(file(stamp.location())));
    }
  }
}
