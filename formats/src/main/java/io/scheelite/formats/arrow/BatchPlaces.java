package io.scheelite.formats.arrow;

import io.scheelite.formats.FileSite;
import java.nio.ByteBuffer;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;

/**
 * Where the parts of a record batch lie in its body, as its message says, after all of it was
 * checked: numbers of fields and buffers are those of the schema, no buffer leaves the body, and no
 * length is negative. Immutable.
 */
final class BatchPlaces {
  private static final int STRUCT_BYTES = 16; // of a buffer, and of a node

  private final FileSite site;
  private final long metadataOffset;
  private final ArrowCompression codec;
  private final int[] lengths;
  private final int[] firstBuffers; // and the number of all
  private final long[] offsets;
  private final long[] sizes;

  private BatchPlaces(
      FileSite site,
      RecordBlock block,
      RecordBatch batch,
      BatchLayout layout,
      ArrowCompression codec) {
    this.site = site;
    this.metadataOffset = block.metadataOffset();
    this.codec = codec;
    int numSlots = layout.numSlots();
    require(batch.nodesLength() == numSlots, "number of fields of a record batch");
    int numBuffers = batch.buffersLength();
    require(
        numBuffers >= 0 && numBuffers <= block.metadataBytes() / STRUCT_BYTES,
        "number of buffers of a record batch");
    lengths = new int[numSlots];
    firstBuffers = new int[numSlots + 1];
    offsets = new long[numBuffers];
    sizes = new long[numBuffers];
    readSlots(batch, layout);
    require(firstBuffers[numSlots] == numBuffers, "number of buffers of a record batch");
    for (int i = 0; i < numBuffers; i++) {
      Buffer buffer = batch.buffers(i);
      offsets[i] = buffer.offset();
      sizes[i] = buffer.length();
      require(
          offsets[i] >= 0 && sizes[i] >= 0 && offsets[i] <= block.bodyBytes() - sizes[i],
          "place of a buffer of a record batch");
    }
  }

  private void readSlots(RecordBatch batch, BatchLayout layout) {
    int views = 0;
    for (int i = 0; i < lengths.length; i++) {
      long length = batch.nodes(i).length();
      require(length >= 0 && length <= Integer.MAX_VALUE, "length of a field of a record batch");
      lengths[i] = (int) length;
      long more = 0;
      if (layout.hasMoreBuffers(i)) {
        require(views < batch.variadicBufferCountsLength(), "numbers of buffers of a record batch");
        more = batch.variadicBufferCounts(views++);
        require(more >= 0 && more <= offsets.length, "number of buffers of a field");
      }
      firstBuffers[i + 1] = Math.toIntExact(firstBuffers[i] + layout.numBuffers(i) + more);
    }
  }

  /**
   * Reads a message.
   *
   * @throws RuntimeException of any kind if the flatbuffer is malformed
   */
  static BatchPlaces read(
      FileSite site, RecordBlock block, ByteBuffer message, BatchLayout layout) {
    RecordBatch batch = new RecordBatch();
    Message header = Message.getRootAsMessage(message);
    if (block.isDictionary()) {
      DictionaryBatch dictionary = new DictionaryBatch();
      header.header(dictionary);
      RecordBatch data = dictionary.data(batch);
      if (data == null) {
        throw site.corrupt("dictionary without values", block.metadataOffset());
      }
    } else {
      header.header(batch);
    }
    BodyCompression compression = batch.compression();
    if (compression != null && compression.method() != BodyCompressionMethod.BUFFER) {
      throw site.unsupported("Arrow compression of an unknown method");
    }
    ArrowCompression codec =
        compression == null
            ? ArrowCompression.NONE
            : ArrowCompression.stored(site, compression.codec());
    return new BatchPlaces(site, block, batch, layout, codec);
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw site.corrupt(what, metadataOffset);
    }
  }

  /** How buffers are stored. */
  ArrowCompression codec() {
    return codec;
  }

  /** Values of a field. */
  int length(int slot) {
    return lengths[slot];
  }

  int firstBuffer(int slot) {
    return firstBuffers[slot];
  }

  /** Buffers of a field. */
  int numBuffers(int slot) {
    return firstBuffers[slot + 1] - firstBuffers[slot];
  }

  /** Where a buffer begins in the body. */
  long offset(int buffer) {
    return offsets[buffer];
  }

  /** Bytes of a buffer as it is stored. */
  long storedBytes(int buffer) {
    return sizes[buffer];
  }
}
