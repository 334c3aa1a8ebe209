package io.scheelite.sql.calcite;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * An interval with parts of a second below a millisecond. Calcite takes six digits, and counts the
 * first three alone.
 */
final class ExactInterval extends SqlIntervalLiteral {
  private static final Pattern BELOW_MILLIS = Pattern.compile("\\.\\d{3}(\\d+)");

  private ExactInterval(SqlIntervalLiteral literal, SqlParserPos place) {
    this(Objects.requireNonNull(literal.getValueAs(IntervalValue.class)), literal, place);
  }

  private ExactInterval(IntervalValue value, SqlIntervalLiteral literal, SqlParserPos place) {
    super(
        value.getSign(),
        value.getIntervalLiteral(),
        value.getIntervalQualifier(),
        literal.getTypeName(),
        place);
  }

  /** The statement with its intervals counted in full. */
  static SqlNode rewrite(SqlNode statement) {
    return Objects.requireNonNull(statement.accept(new Rewriter()));
  }

  private static final class Rewriter extends SqlShuttle {
    @Override
    public @Nullable SqlNode visit(SqlLiteral literal) {
      return literal instanceof SqlIntervalLiteral interval
              && BELOW_MILLIS.matcher(text(interval)).find()
          ? new ExactInterval(interval, interval.getParserPosition())
          : literal;
    }
  }

  private static String text(SqlIntervalLiteral literal) {
    return Objects.requireNonNull(literal.getValueAs(IntervalValue.class)).getIntervalLiteral();
  }

  /** As a number, it counts milliseconds. */
  @Override
  public <T> T getValueAs(Class<T> type) {
    T value = super.getValueAs(type);
    return value instanceof BigDecimal millis ? type.cast(millis.add(belowMillis())) : value;
  }

  private BigDecimal belowMillis() {
    String text = text(this);
    Matcher matcher = BELOW_MILLIS.matcher(text);
    BigDecimal part = matcher.find() ? new BigDecimal("0." + matcher.group(1)) : BigDecimal.ZERO;
    return (signum() < 0) == text.strip().startsWith("-") ? part : part.negate();
  }

  @Override
  public SqlIntervalLiteral clone(SqlParserPos place) {
    return new ExactInterval(this, place);
  }
}
