package io.scheelite.sql.tpch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The texts of the 22 TPC-H queries, unpacked by the build. */
public final class TpchQueries {
  /** Queries are numbered from 1 to this. */
  public static final int COUNT = 22;

  private TpchQueries() {}

  /** The text of query {@code number}. */
  public static String text(int number) {
    String name = "/tpch/q" + number + ".sql";
    try (InputStream stream = TpchQueries.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the build did not unpack the query: " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
