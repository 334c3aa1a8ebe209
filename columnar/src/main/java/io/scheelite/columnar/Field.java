package io.scheelite.columnar;

/**
 * A named column of a {@link Schema}.
 *
 * @param name label as the user wrote it
 * @param type logical type
 * @param nullable whether rows may be null; false is a promise that plans rely on
 */
public record Field(String name, DataType type, boolean nullable) {
  /** The same field with another nullability. */
  public Field withNullable(boolean nullable) {
    return new Field(name, type, nullable);
  }
}
