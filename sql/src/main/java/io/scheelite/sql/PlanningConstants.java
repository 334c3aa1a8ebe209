package io.scheelite.sql;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TaskMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.evaluation.Projector;
import io.scheelite.sql.optimizer.ConstantEvaluator;
import io.scheelite.sql.result.ValueReader;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Computes constant expressions while a query is planned, with the evaluators that rows go through.
 * Takes a little memory of the engine's for as long as that lasts, and never waits for any: what is
 * not free leaves the expression to its rows. Thread-safe.
 */
final class PlanningConstants implements ConstantEvaluator {
  private static final Schema NO_COLUMNS = new Schema(List.of());
  private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);
  private static final long MOST_BYTES = 1 << 20;
  private static final int MOST_CHARACTERS = 4096;

  private final MemoryManager memory;

  /** Memory stays its owner's. */
  PlanningConstants(MemoryManager memory) {
    this.memory = memory;
  }

  @Override
  public @Nullable Literal evaluate(Expression expression) {
    PlanningThreads.requireWanted(); // else the engine, and its memory, may be gone
    List<Expression> one = List.of(expression);
    long floor = MemoryConsumer.roundUpToChunk(Projector.floorBytes(one, NO_COLUMNS, 1));
    if (floor > MOST_BYTES) {
      return null;
    }
    CompletableFuture<QueryMemory> admission = memory.admit("planning", floor, MOST_BYTES);
    if (!admission.isDone()) {
      var _ = admission.thenAccept(QueryMemory::close);
      admission.cancel(false);
      return null;
    }
    if (admission.isCompletedExceptionally()) {
      return null;
    }
    try (QueryMemory query = admission.join()) {
      return evaluate(expression, one, floor, query);
    }
  }

  private static @Nullable Literal evaluate(
      Expression expression, List<Expression> one, long floor, QueryMemory query) {
    try (TaskMemory task = query.newTask("constants");
        MemoryConsumer consumer =
            task.newConsumer(task.newGate("constants"), "expression", floor, Reclaimable.NONE);
        ScratchAllocator scratch = new ScratchAllocator(consumer);
        Projector projector = new Projector(one, NO_COLUMNS, 1, scratch)) {
      Batch row = projector.project(Batch.of(1, List.of()));
      return literal(ValueReader.value(row.column(0), 0), expression.type());
    } catch (ScheeliteException noValue) {
      return null;
    }
  }

  private static @Nullable Literal literal(@Nullable Object value, DataType type) {
    return switch (value) {
      case null -> new Literal(null, type);
      case Boolean truth -> new Literal(truth, type);
      case Float number -> ofDouble(number, type);
      case Double number -> ofDouble(number, type);
      case BigDecimal number -> new Literal(number.unscaledValue(), type);
      case LocalDate date -> new Literal(date.toEpochDay(), type);
      case LocalDateTime time -> new Literal(ChronoUnit.MICROS.between(EPOCH, time), type);
      case String text -> text.length() > MOST_CHARACTERS ? null : new Literal(text, type);
      case Number whole -> new Literal(whole.longValue(), type);
      default -> null;
    };
  }

  /** Infinities and what is no number stay expressions: statistics know neither. */
  private static @Nullable Literal ofDouble(double number, DataType type) {
    return Double.isFinite(number) ? new Literal(number, type) : null;
  }
}
