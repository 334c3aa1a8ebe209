package io.scheelite.scheduler.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import io.scheelite.shuffle.ShuffleException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Failures of an executor read here as if they had happened here. */
class WireFailureTest {
  private static ScheeliteException overTheWire(Throwable failure) {
    Message sent = new Message.Refused(WireFailure.of(failure, "executor-7"));
    return ((Message.Refused) MessageCodec.decode(MessageCodec.encode(sent)))
        .failure()
        .toException();
  }

  private static ScheeliteException divisionByZero() {
    Expression one = new Expression.Literal(1L, DataType.INT64);
    Expression zero = new Expression.Literal(0L, DataType.INT64);
    return ExpressionException.divisionByZero(
        new Expression.Arithmetic(ArithmeticOperator.DIVIDE, one, zero, DataType.INT64));
  }

  @Test
  void errorOfTheUserReadsTheSame() {
    ScheeliteException here = divisionByZero();
    ScheeliteException there = overTheWire(new CompletionException(here));
    assertThat(there.code()).isEqualTo(ErrorCode.DIVISION_BY_ZERO);
    assertThat(there.code().sqlState()).isEqualTo("22012");
    assertThat(there).hasMessage(here.getMessage());
  }

  @Test
  void bothStacksArePrinted() {
    ScheeliteException there = overTheWire(divisionByZero());
    StringWriter text = new StringWriter();
    there.printStackTrace(new PrintWriter(text));
    assertThat(text.toString())
        .contains("in another process, executor-7")
        .contains("at io.scheelite.operators.expression.ExpressionException.divisionByZero");
    assertThat(((RemoteException) there).origin()).isEqualTo("executor-7");
  }

  @Test
  void troubleOfTheProcessNamesIt() {
    ScheeliteException there =
        overTheWire(new ShuffleException(ShuffleException.Kind.IO_FAILED, "disk fails: file=f"));
    assertThat(there.code()).isEqualTo(ErrorCode.IO_ERROR);
    assertThat(there).hasMessage("disk fails: file=f process=executor-7");
  }

  @Test
  void anythingElseIsABug() {
    ScheeliteException there = overTheWire(new IllegalStateException("never"));
    assertThat(there.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(there).hasMessage("java.lang.IllegalStateException: never process=executor-7");
  }

  @Test
  void toldOnItStaysAsItWas() {
    ScheeliteException there = overTheWire(new IllegalStateException("never"));
    WireFailure again = WireFailure.of(there, "executor-8");
    assertThat(again.origin()).isEqualTo("executor-7");
    assertThat(again.message()).isEqualTo("java.lang.IllegalStateException: never");
  }

  @Test
  void originIsNamedOnce() {
    WireFailure failure = WireFailure.of(new IllegalStateException("never")).from("executor-1");
    assertThat(failure.origin()).isEqualTo("executor-1");
    assertThat(failure.from("executor-2").origin()).isEqualTo("executor-1");
    assertThat(new TaskOutcome.Failed(failure).from("executor-2"))
        .isEqualTo(new TaskOutcome.Failed(failure));
  }

  @Test
  void endlessTextIsCut() {
    ScheeliteException there = overTheWire(new IllegalStateException("x".repeat(10_000_000)));
    assertThat(there.getMessage()).hasSizeLessThan(100_000);
  }
}
