package io.scheelite.formats.json;

/** How objects follow each other in a file. */
public enum JsonLayout {
  /** Found out for each file. */
  AUTO,
  /** One in each line, so that a large file is read in parts. */
  LINES,
  /** Elements of an array. */
  ARRAY,
  /** One after the other, with or without line ends inside and between. */
  SEQUENCE
}
