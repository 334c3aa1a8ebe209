package io.scheelite.memory;

/**
 * What went wrong, for programs. The {@link Source} says who can fix it, the SQLSTATE is what JDBC
 * users see, and each code's Javadoc tells the caller what to do.
 */
public enum ErrorCode {
  /** The text is not valid SQL: correct it at the position named. */
  SYNTAX_ERROR(Source.USER, "42601"),
  /** No table, view or file of that name: check the name or register the table. */
  UNKNOWN_TABLE(Source.USER, "42P01"),
  /** No such column in scope: check the name. */
  UNKNOWN_COLUMN(Source.USER, "42703"),
  /** No function of that name takes these argument types: check the name or cast the arguments. */
  UNKNOWN_FUNCTION(Source.USER, "42883"),
  /** The types do not fit together: add a cast. */
  TYPE_MISMATCH(Source.USER, "42804"),
  /**
   * The query is well-formed but means nothing (ambiguous name, misplaced aggregate …): rewrite it.
   */
  INVALID_QUERY(Source.USER, "42000"),
  /** Scheelite does not do this yet: rewrite the query without the named feature. */
  UNSUPPORTED(Source.USER, "0A000"),
  /** A divisor was zero: guard it with NULLIF or a CASE. */
  DIVISION_BY_ZERO(Source.USER, "22012"),
  /** A result does not fit its type: cast to a wider type. */
  NUMERIC_OVERFLOW(Source.USER, "22003"),
  /** A value cannot be converted: correct the data or use TRY_CAST. */
  INVALID_CAST(Source.USER, "22018"),
  /** A date or time is malformed or out of range: correct the data. */
  INVALID_DATE_TIME(Source.USER, "22007"),
  /**
   * A value breaks a rule of its type or function (a scalar subquery with two rows, a bad pattern
   * …): correct query or data.
   */
  INVALID_DATA(Source.USER, "22000"),
  /** A setting is unknown or out of range: correct it as the message says. */
  INVALID_SETTING(Source.USER, "22023"),
  /** The named file does not exist or cannot be opened: check the path. */
  FILE_NOT_FOUND(Source.USER, "58P01"),
  /** Somebody cancelled the query: nothing to do. */
  CANCELLED(Source.USER, "57014"),
  /**
   * The work needs more memory than its limit: raise the limit to at least the size named, or run
   * less at once.
   */
  MEMORY_LIMIT_EXCEEDED(Source.RESOURCE, "53200"),
  /** Memory did not come free in time: the message names the holder; retry, or run less at once. */
  MEMORY_WAIT_TIMEOUT(Source.RESOURCE, "53200"),
  /** The operating system refused memory inside the limit: lower the limit or free the machine. */
  SYSTEM_OUT_OF_MEMORY(Source.RESOURCE, "53200"),
  /**
   * A spill or output directory is full or over its quota: free space or name another directory.
   */
  DISK_FULL(Source.RESOURCE, "53100"),
  /**
   * A configured bound (files, fetches, result size …) was reached: raise it or run less at once.
   */
  TOO_MANY_OPEN(Source.RESOURCE, "53400"),
  /** Disk or network failed: look at the cause, then retry. */
  IO_ERROR(Source.EXTERNAL, "58030"),
  /**
   * Stored bytes are not what was written (checksum, format): replace the file; if it was ours,
   * check the disk.
   */
  CORRUPT_DATA(Source.EXTERNAL, "XX001"),
  /**
   * A map output could not be read from its host: the scheduler recomputes it; check that host if
   * it happens again.
   */
  SHUFFLE_FETCH_FAILED(Source.EXTERNAL, "58000"),
  /** A process of the cluster went away: retried automatically; check why it died. */
  WORKER_LOST(Source.EXTERNAL, "58001"),
  /** A bug in Scheelite: please report it with the message and stack trace. */
  INTERNAL(Source.INTERNAL, "XX000");

  /** Who can fix an error. */
  public enum Source {
    /** The author of the query: fix the query, the data or the setting. */
    USER,
    /** The operator: raise a limit, add space, or run less at once. */
    RESOURCE,
    /** The surroundings (disk, network, another process): retry, then look there. */
    EXTERNAL,
    /** We: report it. */
    INTERNAL
  }

  private final Source source;
  private final String sqlState;

  ErrorCode(Source source, String sqlState) {
    this.source = source;
    this.sqlState = sqlState;
  }

  public Source source() {
    return source;
  }

  /** The five-character SQLSTATE of this error. */
  public String sqlState() {
    return sqlState;
  }
}
