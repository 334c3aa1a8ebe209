package io.scheelite.formats.arrow;

import io.scheelite.formats.FileSite;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;

/**
 * The buffers of one record batch in its file: bounds are checked, bytes are read where they are
 * wanted. Used by one thread.
 */
final class ArrowBody {
  private final FileSite site;
  private final FileChannel channel;
  private final RecordBlock block;
  private final RecordBatch batch = new RecordBatch();
  private long bytesRead;

  /** Reads the message to {@code message}, where it stays as long as this is used. */
  ArrowBody(FileSite site, FileChannel channel, RecordBlock block, long message) {
    this.site = site;
    this.channel = channel;
    this.block = block;
    readFully(block.metadataOffset(), block.metadataBytes(), message);
    Message.getRootAsMessage(NativeMemory.byteBuffer(message, block.metadataBytes())).header(batch);
  }

  int numRows() {
    return block.numRows();
  }

  long bytesRead() {
    return bytesRead;
  }

  FileSite site() {
    return site;
  }

  /** Size of a buffer, after a check that it lies inside the body. */
  long bufferBytes(int index) {
    Buffer buffer = buffer(index);
    long offset = buffer.offset();
    long bytes = buffer.length();
    if (offset < 0 || bytes < 0 || offset > block.bodyBytes() - bytes) {
      throw site.corrupt("place of a buffer of a record batch", block.metadataOffset());
    }
    return bytes;
  }

  private Buffer buffer(int index) {
    if (index >= batch.buffersLength()) {
      throw site.corrupt("number of buffers of a record batch", block.metadataOffset());
    }
    return batch.buffers(index);
  }

  /** Reads a part of a buffer; it must have that part. */
  void read(int index, long from, long bytes, long target) {
    if (from < 0 || bytes < 0 || from > bufferBytes(index) - bytes) {
      throw site.corrupt("size of a buffer of a record batch", block.metadataOffset());
    }
    readFully(block.bodyOffset() + buffer(index).offset() + from, Math.toIntExact(bytes), target);
  }

  private void readFully(long offset, int bytes, long target) {
    ByteBuffer buffer = NativeMemory.byteBuffer(target, bytes);
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, offset + buffer.position()) < 0) {
          throw site.corrupt("end of file in the middle of a record batch", offset);
        }
      }
    } catch (IOException e) {
      throw site.failed("reading", e);
    }
    bytesRead += bytes;
  }
}
