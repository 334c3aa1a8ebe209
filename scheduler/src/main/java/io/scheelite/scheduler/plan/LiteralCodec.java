package io.scheelite.scheduler.plan;

import com.google.protobuf.ByteString;
import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.WireException;
import io.scheelite.scheduler.wire.WireValues;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Constants. */
final class LiteralCodec {
  private LiteralCodec() {}

  static PlanWire.Literal encode(Literal literal) {
    PlanWire.Literal.Builder wire =
        PlanWire.Literal.newBuilder().setType(SchemaCodec.encode(literal.type()));
    switch (literal.value()) {
      case null -> {}
      case Boolean value -> wire.setBoolean(value);
      case Long value -> wire.setInteger(value);
      case BigInteger value -> wire.setDecimal(ByteString.copyFrom(value.toByteArray()));
      case Double value -> wire.setFloating(value);
      case String value -> wire.setText(value);
      case Object value ->
          throw WireException.unsupported(
              "constant has no form for other processes: class=" + value.getClass().getName());
    }
    return wire.build();
  }

  static Literal decode(PlanWire.Literal wire) {
    DataType type = SchemaCodec.decode(wire.getType());
    Object value = value(wire);
    WireValues.require(value == null || fits(value, type), "constant does not fit its type");
    return new Literal(value, type);
  }

  private static @Nullable Object value(PlanWire.Literal wire) {
    return switch (wire.getValueCase()) {
      case BOOLEAN -> wire.getBoolean();
      case INTEGER -> wire.getInteger();
      case DECIMAL -> {
        WireValues.require(!wire.getDecimal().isEmpty(), "decimal without digits");
        yield new BigInteger(wire.getDecimal().toByteArray());
      }
      case FLOATING -> wire.getFloating();
      case TEXT -> wire.getText();
      case VALUE_NOT_SET -> null;
    };
  }

  private static boolean fits(Object value, DataType type) {
    return switch (type) {
      case DataType.Null _ -> false;
      case DataType.Bool _ -> value instanceof Boolean;
      case DataType.Int8 _ -> value instanceof Long number && number == number.byteValue();
      case DataType.Int16 _ -> value instanceof Long number && number == number.shortValue();
      case DataType.Int32 _, DataType.Date _ ->
          value instanceof Long number && number == number.intValue();
      case DataType.Int64 _, DataType.Timestamp _ -> value instanceof Long;
      case DataType.Float32 _, DataType.Float64 _ -> value instanceof Double;
      case DataType.Decimal _ -> value instanceof BigInteger number && number.bitLength() < 128;
      case DataType.Utf8 _, DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          value instanceof String;
    };
  }
}
