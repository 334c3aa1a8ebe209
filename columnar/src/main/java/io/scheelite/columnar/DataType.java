package io.scheelite.columnar;

import java.util.stream.Collectors;

/**
 * The logical type of a column: what a value means, not how many bytes a batch spends on it.
 *
 * <p>The physical width of a batch's column belongs to its {@link ColumnVector}: an {@link Int64}
 * column may travel in 8, 16, 32 or 64 bits. {@link #physicalType()} is the widest form, wide
 * enough for every value of the type; rows and states that outlive a batch use it.
 *
 * <p>Types are immutable values, compared with {@code equals}.
 */
public sealed interface DataType {
  /** The type of {@code NULL} when nothing else is known about it. */
  DataType NULL = new Null();

  /** True or false. */
  DataType BOOLEAN = new Bool();

  /** 8-bit signed integer. */
  DataType INT8 = new Int8();

  /** 16-bit signed integer. */
  DataType INT16 = new Int16();

  /** 32-bit signed integer. */
  DataType INT32 = new Int32();

  /** 64-bit signed integer. */
  DataType INT64 = new Int64();

  /** IEEE 754 binary32. */
  DataType FLOAT32 = new Float32();

  /** IEEE 754 binary64. */
  DataType FLOAT64 = new Float64();

  /** Days since 1970-01-01, proleptic Gregorian calendar. */
  DataType DATE = new Date();

  /** Microseconds since 1970-01-01T00:00:00, without a time zone. */
  DataType TIMESTAMP = new Timestamp();

  /** Unicode text, stored as UTF-8, compared by code point. */
  DataType UTF8 = new Utf8();

  /** Bytes that mean nothing to us, compared one by one as unsigned numbers. */
  DataType BINARY = new Binary();

  /** The widest physical form: every value of this type fits into it. */
  PhysicalType physicalType();

  /** The name SQL users know this type by, for messages and {@code DESCRIBE}. */
  String sqlName();

  /** See {@link #NULL}. */
  record Null() implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.BIT;
    }

    @Override
    public String sqlName() {
      return "NULL";
    }
  }

  /** See {@link #BOOLEAN}. */
  record Bool() implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.BIT;
    }

    @Override
    public String sqlName() {
      return "BOOLEAN";
    }
  }

  /** See {@link #INT8}. */
  record Int8() implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.INT8;
    }

    @Override
    public String sqlName() {
      return "TINYINT";
    }
  }

  /** See {@link #INT16}. */
  record Int16() implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.INT16;
    }

    @Override
    public String sqlName() {
      return "SMALLINT";
    }
  }

  /** See {@link #INT32}. */
  record Int32() implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.INT32;
    }

    @Override
    public String sqlName() {
      return "INTEGER";
    }
  }

  /** See {@link #INT64}. */
  record Int64() implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.INT64;
    }

    @Override
    public String sqlName() {
      return "BIGINT";
    }
  }

  /** See {@link #FLOAT32}. */
  record Float32() implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.FLOAT32;
    }

    @Override
    public String sqlName() {
      return "REAL";
    }
  }

  /** See {@link #FLOAT64}. */
  record Float64() implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.FLOAT64;
    }

    @Override
    public String sqlName() {
      return "DOUBLE";
    }
  }

  /**
   * Exact decimal number {@code unscaled × 10^-scale}.
   *
   * @param precision total digits, 1 to 38
   * @param scale digits after the point, 0 to {@code precision}
   */
  record Decimal(int precision, int scale) implements DataType {
    /** Most digits that a 128-bit integer holds. */
    public static final int MAX_PRECISION = 38;

    /** Most digits that a 64-bit integer holds. */
    public static final int MAX_INT64_PRECISION = 18;

    /** Refuses precisions and scales outside the ranges above. */
    public Decimal {
      if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
        throw new IllegalArgumentException(
            "decimal precision must be 1 to 38 and scale 0 to precision: precision="
                + precision
                + " scale="
                + scale);
      }
    }

    @Override
    public PhysicalType physicalType() {
      return precision <= MAX_INT64_PRECISION ? PhysicalType.INT64 : PhysicalType.INT128;
    }

    @Override
    public String sqlName() {
      return "DECIMAL(" + precision + ", " + scale + ")";
    }
  }

  /** See {@link #DATE}. */
  record Date() implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.INT32;
    }

    @Override
    public String sqlName() {
      return "DATE";
    }
  }

  /** See {@link #TIMESTAMP}. */
  record Timestamp() implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.INT64;
    }

    @Override
    public String sqlName() {
      return "TIMESTAMP";
    }
  }

  /** See {@link #UTF8}. */
  record Utf8() implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.VIEW;
    }

    @Override
    public String sqlName() {
      return "VARCHAR";
    }
  }

  /** See {@link #BINARY}. */
  record Binary() implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.VIEW;
    }

    @Override
    public String sqlName() {
      return "BLOB";
    }
  }

  /**
   * Any number of elements in order, each of which may be null. Nested values travel as bytes, see
   * {@link io.scheelite.columnar.nested}.
   *
   * @param element type of the elements
   */
  record List(DataType element) implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.VIEW;
    }

    @Override
    public String sqlName() {
      return element.sqlName() + "[]";
    }
  }

  /**
   * A value for each of some named fields. Travels as bytes, as a {@link List} does.
   *
   * @param fields at least one; names may repeat in what files store, the first one is found
   */
  record Struct(java.util.List<Field> fields) implements DataType {
    /** Copies the list. */
    public Struct {
      fields = java.util.List.copyOf(fields);
      if (fields.isEmpty()) {
        throw new IllegalArgumentException("a struct needs at least one field");
      }
    }

    @Override
    public PhysicalType physicalType() {
      return PhysicalType.VIEW;
    }

    @Override
    public String sqlName() {
      return fields.stream()
          .map(field -> quoted(field.name()) + " " + field.type().sqlName())
          .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }

    private static String quoted(String name) {
      return name.matches("[A-Za-z_][A-Za-z_0-9]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Position of the first field of that name, ignoring case, or -1. */
    public int indexOf(String name) {
      for (int i = 0; i < fields.size(); i++) {
        if (fields.get(i).name().equalsIgnoreCase(name)) {
          return i;
        }
      }
      return -1;
    }
  }

  /**
   * Any number of entries in order: a key, which is never null, and a value, which may be. Travels
   * as bytes, as a {@link List} of {@link #entry} does.
   *
   * @param key type of the keys
   * @param value type of the values
   */
  record Map(DataType key, DataType value) implements DataType {
    @Override
    public PhysicalType physicalType() {
      return PhysicalType.VIEW;
    }

    @Override
    public String sqlName() {
      return "MAP(" + key.sqlName() + ", " + value.sqlName() + ")";
    }

    /** What the elements of the list are. */
    public Struct entry() {
      return new Struct(
          java.util.List.of(new Field("key", key, false), new Field("value", value, true)));
    }
  }

  /** Whether values of a type are made of values of other types. */
  static boolean isNested(DataType type) {
    return switch (type) {
      case List _, Struct _, Map _ -> true;
      case Null _,
          Bool _,
          Int8 _,
          Int16 _,
          Int32 _,
          Int64 _,
          Float32 _,
          Float64 _,
          Decimal _,
          Date _,
          Timestamp _,
          Utf8 _,
          Binary _ ->
          false;
    };
  }
}
