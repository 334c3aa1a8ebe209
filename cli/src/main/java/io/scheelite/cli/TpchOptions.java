package io.scheelite.cli;

import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.bench.tpch.TpchQuery;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which TPC-H database and which of its queries. */
final class TpchOptions {
  @Option(
      names = "--sf",
      paramLabel = "N",
      defaultValue = "1",
      converter = Scale.class,
      description = "Scale factor, such as 0.01, 1 or 10 (default ${DEFAULT-VALUE}).")
  private ScaleFactor scaleFactor;

  @Option(
      names = "--queries",
      paramLabel = "LIST",
      defaultValue = "1-22",
      converter = Queries.class,
      description = "Such as 1,3,6-9 (default ${DEFAULT-VALUE}).")
  private List<TpchQuery> queries;

  /** Queries in the order named. */
  List<TpchQuery> queries() {
    return queries;
  }

  /** The dataset in the user's cache folder. */
  TpchDataset dataset() {
    return TpchDataset.inUserCache(scaleFactor);
  }

  private static <T> T converted(String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** Reads a scale factor. */
  static final class Scale implements ITypeConverter<ScaleFactor> {
    @Override
    public ScaleFactor convert(String text) {
      return converted(text, ScaleFactor::parse);
    }
  }

  /** Reads a list of queries. */
  static final class Queries implements ITypeConverter<List<TpchQuery>> {
    @Override
    public List<TpchQuery> convert(String text) {
      return converted(text, TpchQuery::parseList);
    }
  }
}
