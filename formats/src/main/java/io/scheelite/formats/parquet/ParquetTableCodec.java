package io.scheelite.formats.parquet;

import io.scheelite.formats.EncodedTable;
import io.scheelite.formats.input.InputFiles;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableSourceCodec;

/** Lets other processes scan {@link ParquetTable}s of files that they find, too. */
public final class ParquetTableCodec implements TableSourceCodec {
  @Override
  public String kind() {
    return "parquet";
  }

  @Override
  public boolean encodes(TableSource table) {
    return table instanceof ParquetTable parquet && parquet.isShared();
  }

  @Override
  public byte[] encode(TableSource table) {
    ParquetTable parquet = (ParquetTable) table;
    return new EncodedTable(
            parquet.options().maxPageBytes(),
            parquet.description(),
            parquet.stamps(),
            parquet.parts())
        .encoded();
  }

  @Override
  public TableSource decode(byte[] encoded) {
    EncodedTable table = EncodedTable.decode(encoded);
    InputFiles.installed().verify(table.files());
    TableSource opened = ParquetTable.reopen(table);
    InputFiles.installed().verify(table.files());
    return opened;
  }

  @Override
  public void verify(byte[] encoded) {
    InputFiles.installed().verify(EncodedTable.decode(encoded).files());
  }
}
