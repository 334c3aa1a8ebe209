package io.scheelite.sql;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import java.util.List;

/** A table that runs something whenever it is about to be read. */
record WatchedTable(TableSource table, Runnable watcher) implements TableSource {
  @Override
  public Schema schema() {
    return table.schema();
  }

  @Override
  public TableStatistics statistics() {
    return table.statistics();
  }

  @Override
  public String description() {
    return "watched";
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    watcher.run();
    return table.splits(request);
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    return table.readerFloorBytes(request);
  }
}
