package io.scheelite.formats.input;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Finds inputs by URLs of some schemes. Found by ServiceLoader, as everything is that processes of
 * a cluster must have, too; or given to {@link InputFiles#with}. Thread-safe.
 */
public interface InputProvider {
  /** The schemes of its URLs, in lower case: {@code https}. */
  Set<String> schemes();

  /** The input of a URL; looks at nothing yet. */
  InputFile file(String location) throws IOException;

  /**
   * The inputs that a URL with wildcards or of a folder stands for, in a fixed order.
   *
   * @param ending of the names of a folder's files
   */
  default List<InputFile> expand(String location, String ending) throws IOException {
    return List.of(file(location));
  }
}
