package io.scheelite.formats.dataset;

import io.scheelite.formats.EncodedTable;
import io.scheelite.formats.FileStamp;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.arrow.ArrowTable;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.input.InputFiles;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.source.ColumnPart;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableSourceCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets other processes of the same file system scan {@link DatasetTable}s of Parquet and Arrow
 * files: they find out the same columns from the same files.
 *
 * <pre>
 *  boolean Parquet | UTF description | options | stamps of the files | per file: UTF path as named
 *  | fields as of an {@link EncodedTable}
 * </pre>
 */
public final class DatasetTableCodec implements TableSourceCodec {
  private static final int MAX_DESCRIPTION_CHARS = 4096;

  @Override
  public String kind() {
    return "dataset";
  }

  @Override
  public boolean encodes(TableSource table) {
    return table instanceof DatasetTable dataset && dataset.isShareable();
  }

  @Override
  public byte[] encode(TableSource table) {
    DatasetTable dataset = (DatasetTable) table;
    String description = dataset.description();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream output = new DataOutputStream(bytes)) {
      output.writeBoolean(dataset.isParquet());
      output.writeUTF(
          description.substring(0, Math.min(MAX_DESCRIPTION_CHARS, description.length())));
      DatasetOptionsCodec.write(output, dataset.options());
      List<FoundFile> files = dataset.files().files();
      FileStamp.write(output, files.stream().map(FoundFile::stamp).toList());
      for (FoundFile file : files) {
        output.writeUTF(file.input().location());
      }
      EncodedTable.writeParts(output, dataset.parts());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What {@link #encode} wrote. */
  private record Encoded(
      boolean isParquet, DatasetOptions options, FoundFiles files, List<ColumnPart> parts) {
    void verify() {
      InputFiles.installed().verify(files.files().stream().map(FoundFile::stamp).toList());
    }
  }

  private static Encoded read(byte[] encoded) {
    try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(encoded))) {
      boolean isParquet = input.readBoolean();
      String description = input.readUTF();
      DatasetOptions options = DatasetOptionsCodec.read(input);
      List<FileStamp> stamps = FileStamp.read(input);
      InputFiles known = InputFiles.installed();
      List<FoundFile> named = new ArrayList<>();
      for (FileStamp stamp : stamps) {
        named.add(new FoundFile(known.file(input.readUTF()), stamp));
      }
      List<ColumnPart> parts = EncodedTable.readParts(input);
      if (stamps.isEmpty() || input.available() > 0) {
        throw new IOException("files=" + stamps.size() + " rest=" + input.available());
      }
      FoundFiles files = FoundFiles.known(description, named);
      return new Encoded(isParquet, options, files, parts);
    } catch (IOException | IllegalArgumentException e) {
      throw new FormatException(
          ErrorCode.CORRUPT_DATA,
          "description of a dataset makes no sense: bytes=" + encoded.length,
          e);
    }
  }

  @Override
  public TableSource decode(byte[] encoded) {
    Encoded table = read(encoded);
    table.verify();
    // whole paths: this process may run in another folder
    InputFiles known = InputFiles.installed();
    FoundFiles files =
        FoundFiles.known(
            table.files().description(),
            table.files().files().stream()
                .map(file -> new FoundFile(known.file(file.stamp().location()), file.stamp()))
                .toList());
    List<? extends TableSource> members =
        table.isParquet() ? ParquetTable.openEach(files) : ArrowTable.openEach(files);
    TableSource opened =
        DatasetTable.of(table.files(), table.options(), members).withParts(table.parts());
    if (opened == null) {
      throw new FormatException(
          ErrorCode.CORRUPT_DATA, "dataset has no such parts: parts=" + table.parts());
    }
    table.verify();
    return opened;
  }

  @Override
  public void verify(byte[] encoded) {
    read(encoded).verify();
  }
}
