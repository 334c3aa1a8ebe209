package io.scheelite.formats.parquet;

import io.scheelite.formats.EncodedTable;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableSourceCodec;

/** Lets other processes of the same file system scan {@link ParquetTable}s. */
public final class ParquetTableCodec implements TableSourceCodec {
  @Override
  public String kind() {
    return "parquet";
  }

  @Override
  public boolean encodes(TableSource table) {
    return table instanceof ParquetTable;
  }

  @Override
  public byte[] encode(TableSource table) {
    ParquetTable parquet = (ParquetTable) table;
    return new EncodedTable(
            parquet.options().maxPageBytes(),
            parquet.description(),
            parquet.stamps(),
            parquet.fields())
        .encoded();
  }

  @Override
  public TableSource decode(byte[] encoded) {
    EncodedTable table = EncodedTable.decode(encoded);
    table.verify();
    TableSource opened = ParquetTable.reopen(table);
    table.verify();
    return opened;
  }

  @Override
  public void verify(byte[] encoded) {
    EncodedTable.decode(encoded).verify();
  }
}
