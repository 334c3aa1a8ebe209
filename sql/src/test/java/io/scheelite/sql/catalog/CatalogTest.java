package io.scheelite.sql.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.sql.SqlException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogTest {
  /** Nothing but heap. */
  private record Heavy(long heapBytes) implements TableSource {
    @Override
    public Schema schema() {
      return Schema.of();
    }

    @Override
    public TableStatistics statistics() {
      return new TableStatistics(0, List.of());
    }

    @Override
    public String description() {
      return "heavy";
    }

    @Override
    public List<Split> splits(ScanRequest request) {
      return List.of();
    }

    @Override
    public long readerFloorBytes(ScanRequest request) {
      return 0;
    }
  }

  @Test
  void whatTablesKeepOnTheHeapIsBounded() {
    Catalog catalog =
        new Catalog(
            path -> {
              throw new IllegalArgumentException("no file: " + path);
            },
            100);
    catalog.register("a", new Heavy(60));
    catalog.register("b", new Heavy(40));
    SqlException refused =
        catchThrowableOfType(SqlException.class, () -> catalog.register("c", new Heavy(1)));
    assertThat(refused.code()).isEqualTo(ErrorCode.MEMORY_LIMIT_EXCEEDED);
    assertThat(refused)
        .hasMessageContaining("raise -Xmx")
        .hasMessageContaining("table=c heapBytes=1 ofOthersBytes=100 limitBytes=100");
    assertThat(catalog.find("c")).isNull();

    catalog.register("A", new Heavy(59)); // takes the place of the one it replaces
    catalog.register("c", new Heavy(1));
    assertThat(catalog.entries()).extracting(Catalog.Entry::name).containsExactly("A", "b", "c");
  }
}
