package io.scheelite.formats.arrow;

import io.scheelite.formats.EncodedTable;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableSourceCodec;
import java.util.List;

/** Lets other processes of the same file system scan {@link ArrowTable}s. */
public final class ArrowTableCodec implements TableSourceCodec {
  private static final int NO_SETTING = 1;

  @Override
  public String kind() {
    return "arrow";
  }

  @Override
  public boolean encodes(TableSource table) {
    return table instanceof ArrowTable;
  }

  @Override
  public byte[] encode(TableSource table) {
    ArrowTable arrow = (ArrowTable) table;
    return new EncodedTable(NO_SETTING, arrow.description(), arrow.stamps(), List.of()).encoded();
  }

  @Override
  public TableSource decode(byte[] encoded) {
    EncodedTable table = EncodedTable.decode(encoded);
    table.verify();
    TableSource opened = ArrowTable.open(table.paths());
    table.verify();
    return opened;
  }

  @Override
  public void verify(byte[] encoded) {
    EncodedTable.decode(encoded).verify();
  }
}
