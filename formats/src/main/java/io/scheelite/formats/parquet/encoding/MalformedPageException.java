package io.scheelite.formats.parquet.encoding;

/**
 * The bytes of a page do not follow its encoding. Internal: whoever knows file, column and offset
 * turns it into the error users see.
 */
public final class MalformedPageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what is wrong: static text first, values last. */
  public MalformedPageException(String message) {
    super(message);
  }
}
