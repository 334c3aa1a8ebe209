package io.scheelite.formats.arrow;

import io.scheelite.formats.EncodedTable;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.input.InputFiles;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableSourceCodec;
import java.util.List;

/** Lets other processes scan {@link ArrowTable}s of files that they find, too. */
public final class ArrowTableCodec implements TableSourceCodec {
  private static final int NO_SETTING = 1;

  @Override
  public String kind() {
    return "arrow";
  }

  @Override
  public boolean encodes(TableSource table) {
    return table instanceof ArrowTable arrow && arrow.isShared();
  }

  @Override
  public byte[] encode(TableSource table) {
    ArrowTable arrow = (ArrowTable) table;
    return new EncodedTable(NO_SETTING, arrow.description(), arrow.stamps(), List.of()).encoded();
  }

  @Override
  public TableSource decode(byte[] encoded) {
    EncodedTable table = EncodedTable.decode(encoded);
    InputFiles known = InputFiles.installed();
    known.verify(table.files());
    List<FoundFile> files =
        table.files().stream()
            .map(stamp -> new FoundFile(known.file(stamp.location()), stamp))
            .toList();
    TableSource opened = ArrowTable.open(FoundFiles.known(table.description(), files));
    known.verify(table.files());
    return opened;
  }

  @Override
  public void verify(byte[] encoded) {
    InputFiles.installed().verify(EncodedTable.decode(encoded).files());
  }
}
