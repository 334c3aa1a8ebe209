package io.scheelite.formats.json;

/**
 * What objects and arrays inside of objects become.
 *
 * @param mostDepth levels whose types are found out, a column's being the first; what is deeper is
 *     VARCHAR; −1 for all
 * @param fieldShare an object is a map if its fields stand in fewer of the values, on average
 * @param mapFields an object with so many fields is a map if their values are of about one type; −1
 *     for none
 */
public record NestedInference(int mostDepth, double fieldShare, int mapFields) {
  private static final double DEFAULT_FIELD_SHARE = 0.1;
  private static final int DEFAULT_MAP_FIELDS = 200;

  /** Refuses what is out of range. */
  public NestedInference {
    if (mostDepth < -1) {
      throw new IllegalArgumentException(
          "maximum_depth must be -1 for all levels, or more: " + mostDepth);
    }
    if (!(fieldShare >= 0 && fieldShare <= 1)) {
      throw new IllegalArgumentException(
          "field_appearance_threshold must be a number from 0 to 1: " + fieldShare);
    }
    if (mapFields < -1) {
      throw new IllegalArgumentException(
          "map_inference_threshold must be -1 for no maps, or more: " + mapFields);
    }
  }

  /** All levels, and maps where objects have little in common. */
  public static NestedInference defaults() {
    return new NestedInference(-1, DEFAULT_FIELD_SHARE, DEFAULT_MAP_FIELDS);
  }

  /** As this, of so many levels. */
  public NestedInference withMostDepth(int most) {
    return new NestedInference(most, fieldShare, mapFields);
  }

  /** As this, with maps of fields that are rarer. */
  public NestedInference withFieldShare(double share) {
    return new NestedInference(mostDepth, share, mapFields);
  }

  /** As this, with maps of so many fields. */
  public NestedInference withMapFields(int fields) {
    return new NestedInference(mostDepth, fieldShare, fields);
  }
}
