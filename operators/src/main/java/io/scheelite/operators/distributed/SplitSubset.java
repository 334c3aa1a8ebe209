package io.scheelite.operators.distributed;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import java.util.List;

/**
 * Some splits of a table: what one task scans. Immutable; as thread-safe as the table.
 *
 * @param table the whole table, as the task's process sees it
 * @param selection which of its splits
 */
public record SplitSubset(TableSource table, SplitSelection selection) implements TableSource {
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
    return table.description();
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    List<Split> all = table.splits(request);
    if (all.size() != selection.numSplits()) {
      throw new TableChangedException(table.description(), selection.numSplits(), all.size());
    }
    return selection.splits().stream().map(all::get).toList();
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    return table.readerFloorBytes(request);
  }
}
