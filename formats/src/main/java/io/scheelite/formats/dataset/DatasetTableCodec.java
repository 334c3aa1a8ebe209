package io.scheelite.formats.dataset;

import io.scheelite.formats.FileStamp;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.arrow.ArrowTable;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableSourceCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets other processes of the same file system scan {@link DatasetTable}s of Parquet and Arrow
 * files: they find out the same columns from the same files.
 *
 * <pre>
 *  boolean Parquet | UTF description | options | stamps of the files | per file: UTF path as named
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
      FileStamp.write(output, dataset.files().stamps());
      for (Path path : dataset.files().paths()) {
        output.writeUTF(path.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What {@link #encode} wrote. */
  private record Encoded(boolean isParquet, DatasetOptions options, DatasetFiles files) {
    void verify() {
      files.stamps().forEach(FileStamp::verify);
    }
  }

  private static Encoded read(byte[] encoded) {
    try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(encoded))) {
      boolean isParquet = input.readBoolean();
      String description = input.readUTF();
      DatasetOptions options = DatasetOptionsCodec.read(input);
      List<FileStamp> stamps = FileStamp.read(input);
      List<Path> paths = new ArrayList<>();
      for (int i = 0; i < stamps.size(); i++) {
        paths.add(Path.of(input.readUTF()));
      }
      if (stamps.isEmpty() || input.available() > 0) {
        throw new IOException("files=" + stamps.size() + " rest=" + input.available());
      }
      DatasetFiles files = new DatasetFiles(description, paths, "", paths, stamps);
      return new Encoded(isParquet, options, files);
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
    List<Path> files = table.files().stamps().stream().map(FileStamp::file).toList();
    List<? extends TableSource> members =
        table.isParquet()
            ? ParquetTable.openEach(files)
            : files.stream().map(ArrowTable::open).toList();
    TableSource opened = DatasetTable.of(table.files(), table.options(), members);
    table.verify();
    return opened;
  }

  @Override
  public void verify(byte[] encoded) {
    read(encoded).verify();
  }
}
