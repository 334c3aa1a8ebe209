package io.scheelite.sql.result;

import io.scheelite.columnar.Schema;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of one result in some format: {@link #begin}, {@link #row} for each, {@link
 * #end}. Used by one thread; the target is flushed and closed by whoever made it.
 */
public interface ResultWriter {
  /** Before the first row. */
  void begin(Schema schema) throws IOException;

  /** One row. */
  void row(List<@Nullable Object> values) throws IOException;

  /** After the last row. */
  void end() throws IOException;
}
