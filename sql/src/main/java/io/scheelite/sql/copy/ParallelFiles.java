package io.scheelite.sql.copy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.BatchFileWriter;
import io.scheelite.formats.parquet.ParquetOutput;
import io.scheelite.formats.parquet.ParquetPart;
import io.scheelite.formats.parquet.ParquetWriteOptions;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.sql.logical.CopyFormat;
import java.nio.file.Path;

/**
 * One file or a folder of files that the drivers of a query write at the same time, each with a
 * part of its own. Whoever closes it before {@link #finish} has changed nothing.
 */
public interface ParallelFiles extends AutoCloseable {
  /** What one driver writes. What is not finished when it is closed is given up. */
  interface Part extends AutoCloseable {
    /** Appends the selected rows of a batch. */
    void write(Batch batch);

    /** After the last batch. */
    void finish();

    @Override
    void close();
  }

  /** A part for one driver, which pays with a consumer of its own; from any thread. */
  Part newPart(MemoryConsumer memory);

  /**
   * Gives everything its name, when all parts are closed.
   *
   * @param memory pays for a file that tells the columns where there was no row
   */
  void finish(MemoryConsumer memory);

  @Override
  void close();

  /** One Parquet file: parts encode row groups, which stand in it as they come. */
  static ParallelFiles parquetFile(Path path, Schema schema, CopyFormat.Parquet format) {
    ParquetWriteOptions options = FileOpeners.options(format, schema);
    ParquetOutput output = new ParquetOutput(path, schema, options);
    return new ParallelFiles() {
      @Override
      public Part newPart(MemoryConsumer memory) {
        ParquetPart part = output.newPart(memory);
        return new Part() {
          @Override
          public void write(Batch batch) {
            part.write(batch);
          }

          @Override
          public void finish() {
            part.flush();
          }

          @Override
          public void close() {
            part.close();
          }
        };
      }

      @Override
      public void finish(MemoryConsumer memory) {
        output.finish();
      }

      @Override
      public void close() {
        output.close();
      }
    };
  }

  /** A folder in which each part writes files of its own. */
  static ParallelFiles folder(OutputFolder folder, Schema schema, FileOpener opener) {
    long fileBytes = folder.layout().fileBytes();
    return new ParallelFiles() {
      @Override
      public Part newPart(MemoryConsumer memory) {
        BatchFileWriter series = new FileSeries(folder, "", schema, fileBytes, opener, memory);
        return new Part() {
          @Override
          public void write(Batch batch) {
            series.write(batch);
          }

          @Override
          public void finish() {
            series.close();
          }

          @Override
          public void close() {
            series.abort();
          }
        };
      }

      @Override
      public void finish(MemoryConsumer memory) {
        if (!folder.hasFiles()) {
          try (BatchFileWriter empty = opener.open(folder.newFile(""), schema, memory)) {
            assert empty.numRows() == 0;
          }
        }
        folder.commit();
      }

      @Override
      public void close() {
        folder.close();
      }
    };
  }
}
