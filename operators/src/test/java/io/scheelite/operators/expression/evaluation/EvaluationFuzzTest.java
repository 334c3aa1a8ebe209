package io.scheelite.operators.expression.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.JavaValues;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import io.scheelite.operators.expression.ExpressionPrinter;
import io.scheelite.operators.testing.BatchRows;
import io.scheelite.operators.testing.ReferenceEvaluator;
import io.scheelite.operators.testing.ReferenceEvaluator.RowError;
import io.scheelite.testsupport.Seeds;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random expressions over all types, encodings, widths, nulls and selections agree with the
 * reference, row by row and error by error.
 */
@ExtendWith(LedgerCheck.class)
class EvaluationFuzzTest {
  private static final int BATCH_SIZE = 200;
  private static final List<DataType> TYPES =
      List.of(
          DataType.BOOLEAN,
          DataType.INT8,
          DataType.INT16,
          DataType.INT32,
          DataType.INT64,
          DataType.INT64,
          DataType.FLOAT32,
          DataType.FLOAT64,
          new Decimal(9, 2),
          new Decimal(15, 2),
          new Decimal(38, 4),
          DataType.DATE,
          DataType.TIMESTAMP,
          DataType.UTF8,
          DataType.UTF8);

  /** What the reference says about the alive rows of a batch. */
  private record Expected(List<@Nullable Object> values, Set<ErrorCode> errors) {}

  /** A batch and its alive rows as objects. */
  private record Input(Batch batch, List<List<@Nullable Object>> rows) {}

  private final List<Field> fields = new ArrayList<>();

  @Test
  void projectionsAgreeWithTheReference() {
    int answered = 0;
    for (int round = 0; round < Seeds.iterations(600); round++) {
      answered += checkProjection(round, Seeds.random(EvaluationFuzzTest.class, round));
    }
    assertThat(answered).isGreaterThan(Seeds.iterations(600) / 2); // and not only errors
  }

  @Test
  void predicatesAgreeWithTheReference() {
    for (int round = 0; round < Seeds.iterations(600); round++) {
      checkPredicate(round, Seeds.random("predicates" + round));
    }
  }

  private Schema schema(RandomGenerator random) {
    fields.clear();
    for (int i = 0; i < TYPES.size(); i++) {
      fields.add(new Field("c" + i, TYPES.get(i), random.nextBoolean()));
    }
    return new Schema(fields);
  }

  private static Input input(
      Schema schema, RandomValues values, Batches batches, RandomGenerator random) {
    int numRows = random.nextInt(5) == 0 ? random.nextInt(3) : random.nextInt(BATCH_SIZE);
    boolean[] constant = new boolean[schema.size()];
    for (int c = 0; c < constant.length; c++) {
      constant[c] = random.nextInt(6) == 0;
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < numRows; i++) {
      List<@Nullable Object> row = new ArrayList<>();
      for (int c = 0; c < schema.size(); c++) {
        boolean isNull = schema.field(c).nullable() && random.nextInt(5) == 0;
        Object value = isNull ? null : values.value(schema.type(c));
        row.add(i > 0 && constant[c] ? rows.getFirst().get(c) : value);
      }
      rows.add(row);
    }
    Batch batch =
        batches.batch(schema, rows.stream().map(row -> javaRow(schema, row)).toList(), random);
    if (random.nextBoolean()) {
      return new Input(batch, rows);
    }
    List<Integer> chosen =
        IntStream.range(0, numRows).filter(_ -> random.nextInt(3) > 0).boxed().toList();
    return new Input(
        batch.withSelection(batches.selection(chosen)), chosen.stream().map(rows::get).toList());
  }

  /** Values as the batch builder wants them. */
  private static List<@Nullable Object> javaRow(Schema schema, List<@Nullable Object> row) {
    List<@Nullable Object> result = new ArrayList<>();
    for (int c = 0; c < row.size(); c++) {
      Object value = row.get(c);
      result.add(
          switch (schema.type(c)) {
            case Decimal type when value != null ->
                JavaValues.fromInteger(type, (BigInteger) value);
            case DataType.Date _, DataType.Timestamp _ when value != null ->
                JavaValues.fromInteger(schema.type(c), BigInteger.valueOf((Long) value));
            default -> value;
          });
    }
    return result;
  }

  private int checkProjection(int round, RandomGenerator random) {
    Schema schema = schema(random);
    RandomValues values = new RandomValues(random, random.nextInt(3) > 0);
    RandomExpressions expressions = new RandomExpressions(random, schema, values);
    List<Expression> list = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      list.add(expressions.any(random.nextInt(4)));
    }
    int answered = 0;
    TestMemory memory = TestMemory.create(256 << 20);
    try (Batches batches = new Batches(memory)) {
      long floor = Projector.floorBytes(list, schema, BATCH_SIZE);
      MemoryConsumer consumer = memory.reserved("projector", floor);
      try (ScratchAllocator scratch = new ScratchAllocator(consumer);
          Projector projector = new Projector(list, schema, BATCH_SIZE, scratch)) {
        assertThat(consumer.usedBytes()).isEqualTo(floor);
        for (int i = 0; i < 3; i++) {
          Input input = input(schema, values, batches, random);
          answered += checkBatch(round, projector, list, input) ? 1 : 0;
        }
      }
      consumer.close();
    }
    memory.close();
    return answered > 0 ? 1 : 0;
  }

  /** Returns whether there was an answer. */
  private static boolean checkBatch(
      int round, Projector projector, List<Expression> list, Input input) {
    List<Expected> expected = list.stream().map(e -> expected(e, input.rows())).toList();
    Set<ErrorCode> errors = EnumSet.noneOf(ErrorCode.class);
    expected.forEach(one -> errors.addAll(one.errors()));
    List<List<@Nullable Object>> rows;
    String where = "round " + round + ": " + list.stream().map(ExpressionPrinter::print).toList();
    try {
      Batch result = projector.project(input.batch());
      assertThat(result.selection()).isNull();
      rows = BatchRows.of(result);
    } catch (ExpressionException e) {
      assertThat(errors).as(where + " " + e.getMessage()).contains(e.code());
      return false;
    }
    assertThat(errors).as(where).isEmpty();
    for (int c = 0; c < list.size(); c++) {
      int column = c;
      assertThat(rows.stream().<@Nullable Object>map(row -> row.get(column)).toList())
          .as(where + " column " + column)
          .isEqualTo(expected.get(c).values());
    }
    return true;
  }

  private static Expected expected(Expression expression, List<List<@Nullable Object>> rows) {
    List<@Nullable Object> values = new ArrayList<>();
    Set<ErrorCode> errors = EnumSet.noneOf(ErrorCode.class);
    for (List<@Nullable Object> row : rows) {
      try {
        values.add(ReferenceEvaluator.evaluate(expression, row));
      } catch (RowError e) {
        errors.add(e.code());
      }
    }
    return new Expected(values, errors);
  }

  private void checkPredicate(int round, RandomGenerator random) {
    Schema schema = schema(random);
    RandomValues values = new RandomValues(random, random.nextInt(3) > 0);
    Expression condition =
        new RandomExpressions(random, schema, values).condition(1 + random.nextInt(4));
    TestMemory memory = TestMemory.create(256 << 20);
    try (Batches batches = new Batches(memory)) {
      MemoryConsumer consumer =
          memory.reserved("predicate", Predicate.floorBytes(condition, schema, BATCH_SIZE));
      try (ScratchAllocator scratch = new ScratchAllocator(consumer);
          Predicate predicate = new Predicate(condition, schema, BATCH_SIZE, scratch)) {
        int numBatches = random.nextInt(10) == 0 ? 40 : 3; // many: operands change places
        for (int i = 0; i < numBatches; i++) {
          checkFilter(
              "round " + round + ": " + ExpressionPrinter.print(condition),
              predicate,
              condition,
              input(schema, values, batches, random));
        }
      }
      consumer.close();
    }
    memory.close();
  }

  private static void checkFilter(
      String where, Predicate predicate, Expression condition, Input input) {
    List<List<@Nullable Object>> passing = new ArrayList<>();
    Set<ErrorCode> errors = EnumSet.noneOf(ErrorCode.class);
    for (List<@Nullable Object> row : input.rows()) {
      try {
        if (ReferenceEvaluator.isTrue(condition, row)) {
          passing.add(row);
        }
      } catch (RowError e) {
        errors.add(e.code());
      }
    }
    List<List<@Nullable Object>> rows;
    try {
      Selection selection = predicate.filter(input.batch());
      rows =
          BatchRows.of(selection == null ? input.batch() : input.batch().withSelection(selection));
    } catch (ExpressionException e) {
      assertThat(errors).as(where + " " + e.getMessage()).contains(e.code());
      return;
    }
    assertThat(errors).as(where).isEmpty();
    assertThat(rows).as(where).isEqualTo(passing);
  }
}
