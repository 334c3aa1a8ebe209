package io.scheelite.formats.arrow;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.input.InputReader;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The buffers of one record batch in its file: bounds are checked, bytes are read where they are
 * wanted. Compressed buffers are decompressed as a whole when a part is wanted, into memory beyond
 * the floor, which {@link #close} gives back. Used by one thread.
 */
final class ArrowBody implements AutoCloseable {
  private final FileSite site;
  private final InputReader input;
  private final RecordBlock block;
  private final ReaderRoom room;
  private final BatchPlaces places;
  private final Map<Integer, Content> contents = new HashMap<>();
  private long bytesRead;

  /**
   * A buffer after it was decompressed.
   *
   * @param address 0 where its bytes are in the file as they are
   * @param offset in the file, of such bytes
   */
  private record Content(long address, long sizeBytes, long offset) {}

  /** Reads the message by way of {@code message}, which has room for it, unless it is known. */
  ArrowBody(
      FileSite site,
      InputReader input,
      RecordBlock block,
      BatchLayout layout,
      ReaderRoom room,
      long message) {
    this.site = site;
    this.input = input;
    this.block = block;
    this.room = room;
    BatchPlaces known = block.places();
    try {
      places = known == null ? readPlaces(layout, message) : known;
    } catch (IndexOutOfBoundsException e) {
      throw site.corrupt("message", block.metadataOffset(), e); // it was sound when it was indexed
    }
  }

  private BatchPlaces readPlaces(BatchLayout layout, long message) {
    readFully(block.metadataOffset(), block.metadataBytes(), message);
    ByteBuffer bytes = NativeMemory.byteBuffer(message, block.metadataBytes());
    return BatchPlaces.read(site, block, bytes, layout);
  }

  int numRows() {
    return block.numRows();
  }

  /** Where its message is in the file. */
  long offset() {
    return block.metadataOffset();
  }

  long bytesRead() {
    return bytesRead;
  }

  InputReader input() {
    return input;
  }

  FileSite site(ArrowNode field) {
    return site.column(field.path());
  }

  /** Values of a field. */
  int length(ArrowNode field) {
    return places.length(field.slot());
  }

  /** Number of buffers of a field. */
  int numBuffers(ArrowNode field) {
    return places.numBuffers(field.slot());
  }

  /** Size of a buffer of a field. */
  long bufferBytes(ArrowNode field, int index) {
    int buffer = places.firstBuffer(field.slot()) + index;
    return places.codec() == ArrowCompression.NONE || places.storedBytes(buffer) == 0
        ? places.storedBytes(buffer)
        : content(field, buffer).sizeBytes;
  }

  /** Reads a part of a buffer; it must have that part. */
  void read(ArrowNode field, int index, long from, long bytes, long target) {
    int buffer = places.firstBuffer(field.slot()) + index;
    if (from < 0 || bytes < 0 || from > bufferBytes(field, index) - bytes) {
      throw site(field)
          .corrupt("size of a buffer of a record batch", offset() + places.offset(buffer));
    }
    Content content = contents.get(buffer);
    if (content != null && content.address != 0) {
      NativeMemory.copy(content.address + from, target, bytes);
      return;
    }
    long start = content == null ? block.bodyOffset() + places.offset(buffer) : content.offset;
    readFully(start + from, Math.toIntExact(bytes), target);
  }

  private Content content(ArrowNode field, int buffer) {
    Content content = contents.get(buffer);
    if (content == null) {
      content = decompressed(field, buffer);
      contents.put(buffer, content);
    }
    return content;
  }

  /** Makes the content of a buffer of the form {@code long size, bytes}; -1 stands for plain. */
  private Content decompressed(ArrowNode field, int buffer) {
    long start = block.bodyOffset() + places.offset(buffer);
    long stored = places.storedBytes(buffer) - Long.BYTES;
    if (stored < 0 || stored > Integer.MAX_VALUE) {
      throw site(field).corrupt("size of a compressed buffer", start);
    }
    long scratch = room.more(Math.max(Long.BYTES, stored), site(field), "a compressed buffer");
    try {
      readFully(start, Long.BYTES, scratch);
      long size = NativeMemory.getLong(scratch);
      if (size == -1) {
        return new Content(0, stored, start + Long.BYTES);
      }
      if (size == 0 && stored == 0) {
        return new Content(0, 0, start + Long.BYTES); // Arrow's own writers compress nothing to it
      }
      readFully(start + Long.BYTES, (int) stored, scratch);
      return new Content(decompress(field, start, scratch, (int) stored, size), size, 0);
    } finally {
      room.giveBack(scratch, Math.max(Long.BYTES, stored));
    }
  }

  private long decompress(ArrowNode field, long offset, long source, int stored, long size) {
    ArrowCompression codec = places.codec();
    try {
      codec.checkSize(source, stored, size);
    } catch (IOException e) {
      throw site(field).corrupt("size of a compressed buffer", offset, e);
    }
    long workspace = codec.workspaceBytes();
    long reserved = workspace == 0 ? 0 : room.more(workspace, site(field), "decompression");
    long target = 0;
    boolean done = false;
    try {
      target = room.more(size, site(field), "a compressed buffer");
      codec.decompress(source, stored, target, (int) size);
      done = true;
      return target;
    } catch (IOException e) {
      throw site(field).corrupt("compressed buffer", offset, e);
    } finally {
      if (!done && target != 0) {
        room.giveBack(target, size);
      }
      if (reserved != 0) {
        room.giveBack(reserved, workspace);
      }
    }
  }

  private void readFully(long offset, int bytes, long target) {
    input.read(site, NativeMemory.byteBuffer(target, bytes), offset);
    bytesRead += bytes;
  }

  @Override
  public void close() {
    for (Content content : contents.values()) {
      if (content.address != 0) {
        room.giveBack(content.address, content.sizeBytes);
      }
    }
    contents.clear();
  }
}
