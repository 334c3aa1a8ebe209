package io.scheelite.scheduler.application;

import static io.scheelite.scheduler.application.ScriptedOutputs.BROKEN;
import static io.scheelite.scheduler.application.ScriptedOutputs.LATE;
import static io.scheelite.scheduler.application.ScriptedOutputs.location;
import static io.scheelite.scheduler.application.ScriptedOutputs.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.exchange.ExchangeReader;
import io.scheelite.scheduler.job.JobFailedException;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleFetchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the last stage reads, when outputs come late, are lost, or are lost halfway. */
@ExtendWith(LedgerCheck.class)
class RootInputTest {
  private final ScriptedOutputs outputs = new ScriptedOutputs();
  private final List<MapOutputId> lost = new ArrayList<>();

  @Test
  void waitsUntilOutputsAreThere() {
    RootInput input = input(2, false);
    outputs.put(output(0, 0), 1, 2);
    outputs.put(output(1, 0));
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("root");
        ExchangeReader reader = input.open(consumer)) {
      assertThat(reader.poll()).isNull();
      assertThat(reader.finished()).isFalse();
      CompletableFuture<Void> blocked = Objects.requireNonNull(reader.blocked());
      assertThat(blocked).isNotDone();
      input.locate(List.of(location(0, 0), location(1, 0)));
      assertThat(blocked).isDone();
      assertThat(rows(reader)).containsExactly(1, 2);
      assertThat(reader.finished()).isTrue();
    }
    input.close();
    assertThat(outputs.unclosed()).isZero();
  }

  @Test
  void readsInOrderWhateverIsThereFirst() {
    RootInput input = input(3, true);
    assertThat(input.maxReaders()).isOne();
    outputs.put(output(0, 0), BROKEN);
    outputs.put(output(0, 1), 1);
    outputs.put(output(1, 0), 2, 3);
    outputs.put(output(2, 0), 4);
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("root");
        ExchangeReader reader = input.open(consumer)) {
      input.locate(List.of(location(0, 0), location(1, 0), location(2, 0)));
      assertThat(reader.poll()).isNull();
      assertThat(reader.finished()).isFalse();
      assertThat(lost).containsExactly(output(0, 0));
      assertThat(input.isMissing(location(0, 0))).isTrue();
      input.locate(List.of(location(0, 1), location(1, 0), location(2, 0)));
      assertThat(input.isMissing(location(0, 0))).isFalse();
      assertThat(rows(reader)).containsExactly(1, 2, 3, 4);
    }
    input.close();
    assertThat(outputs.unclosed()).isZero();
  }

  @Test
  void goesOnWithOthersWhileOneIsMadeAgain() {
    RootInput input = input(2, false);
    outputs.put(output(0, 0), BROKEN);
    outputs.put(output(1, 0), 7, 8);
    outputs.put(output(0, 1), 9);
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("root");
        ExchangeReader reader = input.open(consumer)) {
      input.locate(List.of(location(0, 0), location(1, 0)));
      assertThat(rows(reader)).containsExactly(7, 8);
      assertThat(reader.finished()).isFalse();
      input.locate(List.of(location(0, 1), location(1, 0)));
      assertThat(rows(reader)).containsExactly(9);
      assertThat(reader.finished()).isTrue();
    }
    input.close();
  }

  @Test
  void failsWhenRowsWereHandedOn() {
    RootInput input = input(1, false);
    outputs.put(output(0, 0), 5, BROKEN);
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("root");
        ExchangeReader reader = input.open(consumer)) {
      input.locate(List.of(location(0, 0)));
      assertThat(Objects.requireNonNull(reader.poll()).numRows()).isEqualTo(5);
      assertThatThrownBy(reader::poll).isInstanceOf(ShuffleFetchException.class);
      assertThat(lost).isEmpty();
    }
    input.close();
  }

  @Test
  void dropsWhatHasChangedBeforeItWasHandedOn() {
    RootInput input = input(2, false);
    outputs.put(output(0, 0), LATE, 5);
    outputs.put(output(0, 1), 6);
    outputs.put(output(1, 0), 7);
    outputs.put(output(1, 1), 8);
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("root");
        ExchangeReader reader = input.open(consumer)) {
      input.locate(List.of(location(0, 0), location(1, 0)));
      assertThat(reader.poll()).as("on its way").isNull();
      assertThat(input.rollBack(0, 0)).as("a reader has it").isTrue();
      assertThat(input.rollBack(1, 0)).as("nobody has it").isTrue();
      assertThat(rows(reader)).isEmpty();
      assertThat(reader.finished()).isFalse();
      assertThat(reader.blocked()).isNotNull().isNotDone();
      input.locate(List.of(location(0, 1), location(1, 1)));
      assertThat(rows(reader)).containsExactly(6, 8);
      assertThat(reader.finished()).isTrue();
      assertThat(input.rollBack(0, 1)).as("it was handed on").isFalse();
    }
    assertThat(lost).as("they are there").isEmpty();
    input.close();
    assertThat(outputs.unclosed()).isZero();
  }

  @Test
  void tellsNobodyOfALossOfWhatHasChanged() {
    RootInput input = input(1, false);
    outputs.put(output(0, 0), LATE, BROKEN);
    outputs.put(output(0, 1), 6);
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("root");
        ExchangeReader reader = input.open(consumer)) {
      input.locate(List.of(location(0, 0)));
      assertThat(reader.poll()).isNull();
      assertThat(input.rollBack(0, 0)).isTrue();
      input.locate(List.of(location(0, 1)));
      assertThat(rows(reader)).containsExactly(6);
    }
    assertThat(lost).isEmpty();
    input.close();
    assertThat(outputs.unclosed()).isZero();
  }

  @Test
  void takesAnEmptyOutputThatWasReadForHandedOn() {
    RootInput input = input(1, false);
    outputs.put(output(0, 0));
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("root");
        ExchangeReader reader = input.open(consumer)) {
      input.locate(List.of(location(0, 0)));
      assertThat(rows(reader)).isEmpty();
      assertThat(reader.finished()).isTrue();
      assertThat(input.rollBack(0, 0)).as("other readers may have ended").isFalse();
    }
    input.close();
  }

  @Test
  void failsWithTheJob() {
    RootInput input = input(1, false);
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("root");
        ExchangeReader reader = input.open(consumer)) {
      assertThat(reader.poll()).isNull();
      CompletableFuture<Void> blocked = Objects.requireNonNull(reader.blocked());
      input.fail(new JobFailedException(ErrorCode.WORKER_LOST, "no executor to run on"));
      assertThat(blocked).isDone();
      assertThatThrownBy(reader::poll).hasMessage("no executor to run on");
    }
    input.close();
  }

  @Test
  void countsWhatItsFetchesHadToAskForAgain() {
    RootInput input = input(3, true);
    outputs.put(output(0, 0), BROKEN);
    outputs.put(output(0, 1), 1);
    outputs.put(output(1, 0), 2);
    outputs.put(output(2, 0), 3);
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("root");
        ExchangeReader reader = input.open(consumer)) {
      input.locate(List.of(location(0, 0), location(1, 0), location(2, 0)));
      assertThat(reader.poll()).isNull();
      assertThat(input.fetchRetries()).as("of the one that failed").isEqualTo(1);
      input.locate(List.of(location(0, 1), location(1, 0), location(2, 0)));
      assertThat(reader.poll()).isNotNull();
      assertThat(reader.poll()).isNotNull();
      assertThat(input.fetchRetries()).as("and of two, one still open").isEqualTo(3);
      assertThat(input.fetchedBytes()).isEqualTo(300);
    }
    input.close();
    assertThat(input.fetchRetries()).isEqualTo(3);
    assertThat(outputs.unclosed()).isZero();
  }

  private RootInput input(int numOutputs, boolean ordered) {
    return new RootInput(
        new RootInput.Shape(numOutputs, List.of(0), ordered, 0),
        outputs,
        (location, reason) -> lost.add(location.output().id()));
  }

  private static List<Integer> rows(ExchangeReader reader) {
    List<Integer> rows = new ArrayList<>();
    for (ExchangeReader.Block block = reader.poll(); block != null; block = reader.poll()) {
      rows.add(block.numRows());
    }
    return rows;
  }
}
