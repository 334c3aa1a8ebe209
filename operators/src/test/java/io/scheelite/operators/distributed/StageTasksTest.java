package io.scheelite.operators.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.testing.ScriptedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StageTasksTest {
  private static final Schema ONE_NUMBER =
      new Schema(List.of(new Field("a", DataType.INT64, false)));

  /** A table of many splits of so many rows. */
  private static PlanNode.Scan scan(int numSplits, int rowsPerSplit) {
    ScriptedTable table =
        new ScriptedTable(numSplits, rowsPerSplit, numSplits * rowsPerSplit, ScriptedTable.NEVER);
    return new PlanNode.Scan(table, List.of(0), List.of(), -1);
  }

  private static List<TaskAssignment> tasks(PlanNode plan, int partitions, int wanted) {
    DistributionOptions options = DistributionOptions.of(partitions);
    StagePlan stages = StageCutter.cut(plan, options);
    return StageTasks.of(stages, stages.root(), wanted);
  }

  private static PlanNode exchanged(Distribution distribution) {
    return new PlanNode.Exchange(new PlanNode.Values(ONE_NUMBER, List.of()), distribution, 0);
  }

  private static List<Integer> splits(List<TaskAssignment> tasks, int scan) {
    return tasks.stream().flatMap(task -> task.scans().get(scan).splits().stream()).toList();
  }

  @Test
  void splitsAreDealtInRunsOfNeighbours() {
    List<TaskAssignment> tasks = tasks(scan(10, 1000), 2, 4);
    assertThat(tasks).hasSize(4);
    assertThat(splits(tasks, 0)).isEqualTo(IntStream.range(0, 10).boxed().toList());
    assertThat(tasks).allMatch(task -> task.scans().getFirst().splits().size() >= 2);
    assertThat(tasks).allMatch(task -> task.partitions().isEmpty());
  }

  @Test
  void noTaskIsWithoutSplit() {
    assertThat(tasks(scan(3, 1000), 2, 8)).hasSize(3);
    assertThat(tasks(scan(1, 1000), 2, 8)).hasSize(1);
  }

  @Test
  void smallTablesAreReadTogetherInOneTask() {
    PlanNode union = new PlanNode.UnionAll(List.of(scan(1, 10), scan(1, 20)), ONE_NUMBER);
    assertThat(tasks(union, 2, 8)).hasSize(1);
    PlanNode large = new PlanNode.UnionAll(List.of(scan(1, 10), scan(2, 20)), ONE_NUMBER);
    assertThat(tasks(large, 2, 8)).hasSize(3);
  }

  @Test
  void inputsThatAreDividedSayHowManyTasksThereAre() {
    PlanNode union =
        new PlanNode.UnionAll(
            List.of(exchanged(new Distribution.Hash(List.of(0))), scan(10, 1000)), ONE_NUMBER);
    List<TaskAssignment> tasks = tasks(union, 3, 8);
    assertThat(tasks).extracting(TaskAssignment::task).containsExactly(0, 1, 2);
    assertThat(tasks)
        .extracting(TaskAssignment::partitions)
        .containsExactly(List.of(0), List.of(1), List.of(2));
    assertThat(splits(tasks, 0)).hasSize(10);
  }

  @Test
  void inputsThatGoToEveryTaskAreReadWhole() {
    for (Distribution distribution :
        List.of(new Distribution.Broadcast(), new Distribution.Single())) {
      PlanNode plan = exchanged(distribution);
      StagePlan stages = StageCutter.cut(plan, DistributionOptions.of(4));
      TaskAssignment task = StageTasks.of(stages, stages.root(), 8).getFirst();
      PlanNode.ExchangeRead read = stages.root().reads().getFirst();
      assertThat(task.partitionsOf(read, 1)).containsExactly(0);
      assertThat(task.partitionsOf(read, 3)).containsExactly(0, 1, 2);
    }
  }

  @Test
  void unevenSplitsAreDealtByWeight() {
    long[] weights = {100, 1, 1, 1, 100, 1, 100, 1};
    int[] owners = SplitDealer.deal(weights, 3);
    long[] loads = new long[3];
    IntStream.range(0, weights.length).forEach(i -> loads[owners[i]] += weights[i]);
    assertThat(LongStream.of(loads).max().orElseThrow()).isLessThanOrEqualTo(105);
  }

  @Test
  void noTaskIsIdleWhileThereAreSplits() {
    for (long[] weights : new long[][] {{100, 1, 1}, {1, 1, 100}, {1, 50, 1, 1, 1, 50, 1}}) {
      assertThat(IntStream.of(SplitDealer.deal(weights, 3)).distinct().count()).isEqualTo(3);
    }
    assertThat(SplitDealer.deal(new long[] {7}, 3)).hasSize(1);
  }

  @Test
  void tasksReadTheirSplitsAlone() {
    PlanNode.Scan scan = scan(7, 100);
    List<TaskAssignment> tasks = tasks(scan, 2, 3);
    ScanRequest request = new ScanRequest(List.of(0), List.of(), 64);
    List<Long> rows = new ArrayList<>();
    for (TaskAssignment task : tasks) {
      PlanNode.Scan part = (PlanNode.Scan) TaskPlan.of(scan, task);
      rows.add(part.table().splits(request).stream().mapToLong(split -> split.numRows()).sum());
    }
    assertThat(rows).hasSize(3).allMatch(count -> count == 200 || count == 300);
    assertThat(rows.stream().mapToLong(Long::longValue).sum()).isEqualTo(700);
  }

  @Test
  void tableThatChangedIsRefused() {
    PlanNode.Scan before = scan(7, 100);
    TaskAssignment task = tasks(before, 2, 3).getFirst();
    PlanNode.Scan now = (PlanNode.Scan) TaskPlan.of(scan(6, 100), task);
    ScanRequest request = new ScanRequest(List.of(0), List.of(), 64);
    assertThatThrownBy(() -> now.table().splits(request))
        .isInstanceOf(TableChangedException.class)
        .hasMessageContaining("expectedSplits=7 foundSplits=6");
  }

  @Test
  void taskOfAnotherStageIsRefused() {
    TaskAssignment task = tasks(scan(7, 100), 2, 3).getFirst();
    PlanNode union = new PlanNode.UnionAll(List.of(scan(7, 100), scan(7, 100)), ONE_NUMBER);
    assertThatThrownBy(() -> TaskPlan.of(union, task)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TaskPlan.of(exchanged(new Distribution.Single()), task))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
