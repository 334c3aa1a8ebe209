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
  /** Several columns in scope have this name: put the table's name before it. */
  AMBIGUOUS_COLUMN(Source.USER, "42702"),
  /** A list names a column twice: remove one. */
  DUPLICATE_COLUMN(Source.USER, "42701"),
  /** Two tables of a FROM, or two queries of a WITH, have the same name: rename one. */
  DUPLICATE_ALIAS(Source.USER, "42712"),
  /** No function of that name takes these argument types: check the name or cast the arguments. */
  UNKNOWN_FUNCTION(Source.USER, "42883"),
  /** No type of that name: check the name. */
  UNKNOWN_TYPE(Source.USER, "42704"),
  /** The types do not fit together: add a cast. */
  TYPE_MISMATCH(Source.USER, "42804"),
  /** An aggregate, or a column beside one, stands where it means nothing: group, or rewrite it. */
  GROUPING_ERROR(Source.USER, "42803"),
  /** A window function, or its frame, means nothing as written: rewrite it. */
  WINDOWING_ERROR(Source.USER, "42P20"),
  /** The query is well-formed but means nothing: rewrite it. */
  INVALID_QUERY(Source.USER, "42000"),
  /** The statement has too many parts, or they are nested too deeply: divide it. */
  STATEMENT_TOO_COMPLEX(Source.USER, "54001"),
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
  /** LIMIT or OFFSET is negative: give 0 or more. */
  INVALID_ROW_COUNT(Source.USER, "2201W"),
  /** A subquery in place of a value gave several rows: aggregate, or limit it to one. */
  CARDINALITY_VIOLATION(Source.USER, "21000"),
  /** A value breaks a rule of its type or function (a bad pattern …): correct query or data. */
  INVALID_DATA(Source.USER, "22000"),
  /** A function has no value for this argument, such as the root of a negative number. */
  INVALID_ARGUMENT(Source.USER, "2201F"),
  /** A column that is NOT NULL would get a null: correct the data. */
  NULL_NOT_ALLOWED(Source.USER, "23502"),
  /** A row would make the condition of a CHECK constraint false: correct the data. */
  CHECK_VIOLATION(Source.USER, "23514"),
  /** A transaction is open where none may be, or none where one must: begin or end it. */
  TRANSACTION_STATE(Source.USER, "25000"),
  /** A table or view of that name is there: choose another name, or drop that one first. */
  DUPLICATE_TABLE(Source.USER, "42P07"),
  /** A setting is unknown or out of range: correct it as the message says. */
  INVALID_SETTING(Source.USER, "22023"),
  /** The named file does not exist or cannot be opened: check the path. */
  FILE_NOT_FOUND(Source.USER, "58P01"),
  /** What would be written is there already: say that it is to be replaced, or write elsewhere. */
  FILE_EXISTS(Source.USER, "58P02"),
  /**
   * The other process does not know the cluster's secret, or the secret's file is unusable: name
   * the folder of the cluster that is meant, or start the cluster again.
   */
  AUTHENTICATION_FAILED(Source.USER, "28000"),
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
