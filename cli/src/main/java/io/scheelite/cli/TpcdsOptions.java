package io.scheelite.cli;

import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.bench.tpcds.TpcdsDataset;
import io.scheelite.bench.tpcds.TpcdsQuery;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which TPC-DS database and which of its queries. */
final class TpcdsOptions {
  @Option(
      names = "--sf",
      paramLabel = "N",
      defaultValue = "1",
      converter = TpchOptions.Scale.class,
      description = "Scale factor, such as 0.01, 1 or 10 (default ${DEFAULT-VALUE}).")
  private ScaleFactor scaleFactor;

  @Option(
      names = "--queries",
      paramLabel = "LIST",
      defaultValue = "all",
      converter = Queries.class,
      description = "Such as q1,q14a (default ${DEFAULT-VALUE}).")
  private List<TpcdsQuery> queries;

  /** Queries in the order named. */
  List<TpcdsQuery> queries() {
    return queries;
  }

  /** The dataset in the user's cache folder. */
  TpcdsDataset dataset() {
    return TpcdsDataset.inUserCache(scaleFactor);
  }

  /** Reads a list of queries. */
  static final class Queries implements ITypeConverter<List<TpcdsQuery>> {
    @Override
    public List<TpcdsQuery> convert(String text) {
      try {
        return TpcdsQuery.parseList(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
