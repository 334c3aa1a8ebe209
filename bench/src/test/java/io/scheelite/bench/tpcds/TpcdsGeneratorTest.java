package io.scheelite.bench.tpcds;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.dataset.GenerationProgress;
import io.scheelite.bench.dataset.TableFolder;
import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import io.trino.tpcds.Table;
import io.trino.tpcds.column.ColumnType;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What DuckDB reads from the files is what the generator said. */
class TpcdsGeneratorTest {
  private static final double SCALE = 0.01;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = Table.class,
      names = {"STORE", "CALL_CENTER", "ITEM", "CUSTOMER", "WEB_SALES", "WEB_RETURNS"})
  void filesHoldTheGeneratedRows(Table table) throws Exception {
    TableFolder tables = new TableFolder(folder, List.of(table.getName()));
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    tables.write(
        List.of(TpcdsGenerator.table(table.getName(), SCALE)),
        new GenerationProgress("TPC-DS", 1, silent, false));

    assertThat(stored(tables.file(table.getName()))).isEqualTo(generated(table));
  }

  private static List<List<String>> generated(Table table) {
    List<ColumnType> types =
        Arrays.stream(table.getColumns()).map(column -> column.getType()).toList();
    List<List<String>> rows = new ArrayList<>();
    Session session = Session.getDefaultSession().withTable(table).withScale(SCALE);
    for (List<List<String>> generated : Results.constructResults(table, session)) {
      List<String> row = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        row.add(canonical(generated.getFirst().get(i), types.get(i)));
      }
      rows.add(row);
    }
    return rows;
  }

  private static String canonical(String text, ColumnType type) {
    return text != null && type.getBase() == ColumnType.Base.DECIMAL
        ? new BigDecimal(text).setScale(type.getScale().orElseThrow()).toPlainString()
        : text;
  }

  private static List<List<String>> stored(Path file) throws Exception {
    List<List<String>> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet result =
            connection.createStatement().executeQuery("select * from '" + file + "'")) {
      int numColumns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= numColumns; i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void allQueriesAreThere() {
    List<TpcdsQuery> queries = TpcdsQuery.all();

    assertThat(queries).hasSize(103);
    assertThat(queries).extracting(TpcdsQuery::name).contains("q1", "q14a", "q39b", "q99");
    assertThat(queries).allSatisfy(q -> assertThat(q.text()).containsIgnoringCase("select"));
  }
}
