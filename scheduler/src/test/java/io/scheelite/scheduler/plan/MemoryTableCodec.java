package io.scheelite.scheduler.plan;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableSourceCodec;
import io.scheelite.operators.testing.RowsTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Knows the tables it has encoded, as another process of one memory would. */
final class MemoryTableCodec implements TableSourceCodec {
  private final List<TableSource> tables = new ArrayList<>();
  private int numDecoded;
  private int numVerified;
  private boolean changed;

  @Override
  public String kind() {
    return "rows";
  }

  @Override
  public boolean encodes(TableSource table) {
    return table instanceof RowsTable;
  }

  @Override
  public byte[] encode(TableSource table) {
    int known = tables.indexOf(table);
    if (known < 0) {
      known = tables.size();
      tables.add(table);
    }
    return Integer.toString(known).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public TableSource decode(byte[] encoded) {
    numDecoded++;
    return tables.get(check(encoded));
  }

  @Override
  public void verify(byte[] encoded) {
    numVerified++;
    check(encoded);
  }

  private int check(byte[] encoded) {
    try {
      int table = Integer.parseInt(new String(encoded, StandardCharsets.US_ASCII));
      if (!changed && table >= 0 && table < tables.size()) {
        return table;
      }
      throw new TableGoneException();
    } catch (NumberFormatException e) {
      throw new TableGoneException();
    }
  }

  int numDecoded() {
    return numDecoded;
  }

  int numVerified() {
    return numVerified;
  }

  /** From now on no table is what it was. */
  void change() {
    changed = true;
  }

  /** A table is not there any more. */
  static final class TableGoneException extends ScheeliteException {
    private static final long serialVersionUID = 1L;

    TableGoneException() {
      super(ErrorCode.IO_ERROR, "table has changed");
    }
  }
}
