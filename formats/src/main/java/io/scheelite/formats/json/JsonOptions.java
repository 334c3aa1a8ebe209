package io.scheelite.formats.json;

import io.scheelite.columnar.Field;
import java.util.List;

/**
 * How files of JSON are read.
 *
 * @param layout how objects follow each other
 * @param ignoreErrors whether malformed objects are left out, instead of ending the statement
 * @param maxObjectBytes a longer object is always an error: a reader has room for one
 * @param sampleObjects from which columns are found out; −1 for all
 * @param nested what becomes of objects and arrays inside of objects
 * @param columns names and types; empty to find them out
 */
public record JsonOptions(
    JsonLayout layout,
    boolean ignoreErrors,
    int maxObjectBytes,
    int sampleObjects,
    NestedInference nested,
    List<Field> columns) {
  /** What an object may have unless an option says otherwise. */
  public static final int DEFAULT_MAX_OBJECT_BYTES = 2_000_000;

  private static final int DEFAULT_SAMPLE_OBJECTS = 20_480;

  /** Copies the list. */
  public JsonOptions {
    columns = List.copyOf(columns);
    if (maxObjectBytes < 16 || maxObjectBytes > 1 << 30) {
      throw new IllegalArgumentException(
          "longest object of JSON must have 16 to 1073741824 bytes: " + maxObjectBytes);
    }
  }

  /** Everything is found out. */
  public static JsonOptions defaults() {
    return new JsonOptions(
        JsonLayout.AUTO,
        false,
        DEFAULT_MAX_OBJECT_BYTES,
        DEFAULT_SAMPLE_OBJECTS,
        NestedInference.defaults(),
        List.of());
  }

  /** As these, with objects that follow each other so. */
  public JsonOptions withLayout(JsonLayout known) {
    return new JsonOptions(known, ignoreErrors, maxObjectBytes, sampleObjects, nested, columns);
  }

  /** As these, with malformed objects left out or not. */
  public JsonOptions withIgnoreErrors(boolean ignored) {
    return new JsonOptions(layout, ignored, maxObjectBytes, sampleObjects, nested, columns);
  }

  /** As these, with room for objects of so many bytes. */
  public JsonOptions withMaxObjectBytes(int most) {
    return new JsonOptions(layout, ignoreErrors, most, sampleObjects, nested, columns);
  }

  /** As these, with columns found out from so many objects; from all if it is −1. */
  public JsonOptions withSampleObjects(int objects) {
    return new JsonOptions(layout, ignoreErrors, maxObjectBytes, objects, nested, columns);
  }

  /** As these, with columns that are known. */
  public JsonOptions withColumns(List<Field> known) {
    return new JsonOptions(layout, ignoreErrors, maxObjectBytes, sampleObjects, nested, known);
  }

  /** As these, with such types for objects and arrays inside of objects. */
  public JsonOptions withNested(NestedInference found) {
    return new JsonOptions(layout, ignoreErrors, maxObjectBytes, sampleObjects, found, columns);
  }
}
