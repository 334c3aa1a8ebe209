package io.scheelite.formats.parquet.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.formats.parquet.metadata.Conversion;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.operators.expression.Expression;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;

/** Which bytes a file may have for a constant. */
class StoredFormsTest {
  private static final DataType DECIMAL = new DataType.Decimal(38, 2);

  private static List<String> forms(
      Type stored, int length, Conversion conversion, DataType type, Expression.Literal literal) {
    ParquetColumn column =
        new ParquetColumn(
            "c", type, ParquetColumn.Levels.flat(true), stored, length, conversion, null);
    return StoredForms.of(column, literal).stream().map(HexFormat.of()::formatHex).toList();
  }

  private static List<String> fixed(int length, Expression.Literal literal) {
    return forms(Type.FIXED_LEN_BYTE_ARRAY, length, Conversion.FROM_FIXED_BYTES, DECIMAL, literal);
  }

  private static Expression.Literal decimal(long unscaled, int scale) {
    return new Expression.Literal(BigInteger.valueOf(unscaled), new DataType.Decimal(18, scale));
  }

  @Test
  void decimalsOfFixedLengthHaveOneForm() {
    assertThat(fixed(4, decimal(258, 2))).containsExactly("00000102");
    assertThat(fixed(4, decimal(-2, 2))).containsExactly("fffffffe");
    assertThat(fixed(3, decimal(5, 1))).containsExactly("000032"); // 0.5 is 50 hundredths
    assertThat(fixed(20, decimal(-1, 2))).containsExactly("ff".repeat(20));
    assertThat(fixed(1, decimal(128, 2))).isEmpty(); // does not fit
    assertThat(fixed(4, decimal(5, 3))).isEmpty(); // has more digits than the column
    assertThat(fixed(2, new Expression.Literal(1L, DataType.INT64))).containsExactly("0064");
  }

  @Test
  void nothingIsSaidOfDecimalsOfAnyLength() {
    assertThat(forms(Type.BYTE_ARRAY, 0, Conversion.FROM_BYTES, DECIMAL, decimal(-2, 2))).isEmpty();
  }

  @Test
  void zerosHaveTwoAndNotANumberNone() {
    assertThat(floating(Type.DOUBLE, DataType.FLOAT64, -0.0))
        .containsExactlyInAnyOrder("0000000000000000", "0000000000000080");
    assertThat(floating(Type.FLOAT, DataType.FLOAT32, 0.0))
        .containsExactlyInAnyOrder("00000000", "00000080");
    assertThat(floating(Type.DOUBLE, DataType.FLOAT64, Double.NaN)).isEmpty();
    assertThat(floating(Type.FLOAT, DataType.FLOAT32, Double.NaN)).isEmpty();
    assertThat(floating(Type.FLOAT, DataType.FLOAT32, 0.5)).containsExactly("0000003f");
    assertThat(floating(Type.FLOAT, DataType.FLOAT32, 0.1)).isEmpty(); // no float
    assertThat(floating(Type.DOUBLE, DataType.FLOAT64, Double.NEGATIVE_INFINITY))
        .containsExactly("000000000000f0ff");
  }

  private static List<String> floating(Type stored, DataType type, double value) {
    return forms(stored, 0, Conversion.NONE, type, new Expression.Literal(value, type));
  }
}
