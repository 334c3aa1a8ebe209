package io.scheelite.formats.arrow;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.InputReader;
import io.scheelite.memory.ScheeliteException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * Finds the record batches of an IPC file by walking over its messages, whose bodies it leaves
 * alone.
 *
 * <pre>
 * stream  = message, message, …, [end]       the first message is the schema
 * message = [0xFFFFFFFF], metadata bytes (4), metadata (flatbuffer), body
 * end     = [0xFFFFFFFF], 0 (4)
 * file    = "ARROW1", 0, 0, stream, footer, footer bytes (4), "ARROW1"
 * </pre>
 */
final class ArrowIndexer {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final int FILE_HEAD_BYTES = 8;
  private static final int FILE_TAIL_BYTES = Integer.BYTES + 6;
  private static final int CONTINUATION = -1;
  private static final int MAX_METADATA_BYTES = 64 << 20;

  /** A footer that is larger is left alone: nobody needs it. */
  private static final int MAX_FOOTER_BYTES = 4 << 20;

  /** Messages of so many bytes are remembered of a far file, and read again of a larger one. */
  private static final long MAX_KEPT_BYTES = 64L << 20;

  private final FoundFile found;
  private final FileSite site;
  private final ArrowMessages messages;
  private final long endOffset;
  private final List<RecordBlock> blocks = new ArrayList<>();
  private final boolean isStream;
  private @Nullable ArrowSchemaReader schema;
  private @Nullable BatchLayout layout;
  private long offset;
  private long keptBytes;

  private ArrowIndexer(FoundFile found, ArrowMessages messages, long offset, long endOffset) {
    this.isStream = offset == 0;
    this.found = found;
    this.site = found.site();
    this.messages = messages;
    this.offset = offset;
    this.endOffset = endOffset;
  }

  /** Indexes a file of either form. */
  static ArrowFile read(FoundFile found) {
    try (InputReader input = found.open()) {
      return open(found, new ArrowMessages(found, input)).index();
    }
  }

  private static ArrowIndexer open(FoundFile found, ArrowMessages messages) {
    FileSite site = found.site();
    long size = found.sizeBytes();
    if (size < FILE_HEAD_BYTES) {
      throw site.corrupt("not an Arrow IPC file, it is too short", 0);
    }
    messages.keepEnds();
    if (!hasMagic(messages, 0)) {
      return new ArrowIndexer(found, messages, 0, size);
    }
    if (size < FILE_HEAD_BYTES + FILE_TAIL_BYTES || !hasMagic(messages, size - MAGIC.length)) {
      throw site.corrupt("Arrow file is cut off, its last bytes are not ARROW1", size);
    }
    int footerBytes = messages.read(size - FILE_TAIL_BYTES, Integer.BYTES).getInt();
    long footer = size - FILE_TAIL_BYTES - footerBytes;
    if (footerBytes < 0 || footer < FILE_HEAD_BYTES) {
      throw site.corrupt("length of the footer", size - FILE_TAIL_BYTES);
    }
    if (messages.isFar() && footerBytes <= MAX_FOOTER_BYTES) {
      messages.follow(messages.read(footer, footerBytes), footer);
    }
    return new ArrowIndexer(found, messages, FILE_HEAD_BYTES, footer);
  }

  private static boolean hasMagic(ArrowMessages messages, long offset) {
    return Arrays.equals(messages.read(offset, MAGIC.length).array(), MAGIC);
  }

  private ArrowFile index() {
    while (endOffset - offset >= Integer.BYTES) {
      int prefixBytes = Integer.BYTES;
      int metadataBytes = messages.read(offset, Integer.BYTES).getInt();
      if (metadataBytes == CONTINUATION && endOffset - offset >= 2 * Integer.BYTES) {
        prefixBytes = 2 * Integer.BYTES;
        metadataBytes = messages.read(offset + Integer.BYTES, Integer.BYTES).getInt();
      }
      if (metadataBytes == 0) {
        break;
      }
      long metadata = offset + prefixBytes;
      if (metadataBytes < 0
          || metadataBytes > MAX_METADATA_BYTES
          || metadataBytes > endOffset - metadata) {
        throw site.corrupt("length of a message", offset);
      }
      offset = addMessage(metadata, metadataBytes);
    }
    return file();
  }

  /** Takes note of a message; returns where the next one is. */
  private long addMessage(long metadata, int metadataBytes) {
    ByteBuffer bytes = messages.read(metadata, metadataBytes);
    long body = metadata + metadataBytes;
    try {
      Message message = Message.getRootAsMessage(bytes);
      long bodyBytes = message.bodyLength();
      if (bodyBytes < 0 || bodyBytes > endOffset - body) {
        throw site.corrupt("length of a message's body", metadata);
      }
      if (message.version() < MetadataVersion.V4) {
        throw site.unsupported("Arrow files older than format version 0.8 are not supported");
      }
      RecordBlock place = new RecordBlock(metadata, metadataBytes, body, bodyBytes, 0, false, null);
      switch (message.headerType()) {
        case MessageHeader.Schema -> addSchema(message, place);
        case MessageHeader.RecordBatch -> addRecordBatch(message, bytes, place);
        case MessageHeader.DictionaryBatch -> addDictionary(message, bytes, place);
        default -> throw site.corrupt("kind of a message", metadata);
      }
      return body + bodyBytes;
    } catch (ScheeliteException e) {
      throw e;
    } catch (RuntimeException e) {
      // a flatbuffer that points outside of itself fails in many ways
      throw site.corrupt("message", metadata, e);
    }
  }

  private void addSchema(Message message, RecordBlock place) {
    if (schema != null) {
      throw site.corrupt("second schema", place.metadataOffset());
    }
    org.apache.arrow.flatbuf.Schema found = new org.apache.arrow.flatbuf.Schema();
    message.header(found);
    schema = ArrowSchemaReader.read(site, place.metadataOffset(), place.metadataBytes(), found);
    layout = BatchLayout.of(schema.columns());
  }

  private ArrowSchemaReader schemaBefore(RecordBlock place) {
    ArrowSchemaReader found = schema;
    if (found == null) {
      throw site.corrupt("values before the schema", place.metadataOffset());
    }
    return found;
  }

  private void addRecordBatch(Message message, ByteBuffer bytes, RecordBlock place) {
    ArrowSchemaReader columns = schemaBefore(place);
    RecordBatch batch = new RecordBatch();
    message.header(batch);
    RecordBlock block = block(place, batch, false);
    BatchPlaces places = BatchPlaces.read(site, block, bytes, Objects.requireNonNull(layout));
    for (ArrowNode column : columns.columns()) {
      requireRows(places.length(column.slot()), block, column);
    }
    if (block.numRows() > 0) {
      blocks.add(kept(block, places));
    }
  }

  private void addDictionary(Message message, ByteBuffer bytes, RecordBlock place) {
    DictionaryBatch batch = new DictionaryBatch();
    message.header(batch);
    ArrowDictionary dictionary = schemaBefore(place).dictionaries().get(batch.id());
    RecordBatch data = batch.data();
    if (dictionary == null || data == null) {
      throw site.corrupt("dictionary that no column has", place.metadataOffset());
    }
    if (!isStream && !batch.isDelta() && !dictionary.isEmpty()) {
      throw site.corrupt("second dictionary of a column", place.metadataOffset());
    }
    RecordBlock block = block(place, data, true);
    BatchPlaces places = BatchPlaces.read(site, block, bytes, dictionary.layout());
    requireRows(places.length(0), block, dictionary.values());
    dictionary.add(kept(block, places), batch.isDelta());
  }

  /** Of a far file, what is fetched ahead must be known before anything is read. */
  private RecordBlock kept(RecordBlock block, BatchPlaces places) {
    keptBytes += block.metadataBytes();
    boolean keeps = messages.isFar() && keptBytes <= MAX_KEPT_BYTES;
    return keeps ? block.withPlaces(places) : block;
  }

  private void requireRows(int length, RecordBlock block, ArrowNode column) {
    if (length != block.numRows()) {
      throw site.column(column.path())
          .corrupt("number of rows of a column", block.metadataOffset());
    }
  }

  private RecordBlock block(RecordBlock place, RecordBatch batch, boolean isDictionary) {
    if (batch.length() < 0 || batch.length() > Integer.MAX_VALUE) {
      throw site.corrupt("rows of a record batch", place.metadataOffset());
    }
    return new RecordBlock(
        place.metadataOffset(),
        place.metadataBytes(),
        place.bodyOffset(),
        place.bodyBytes(),
        (int) batch.length(),
        isDictionary,
        null);
  }

  private ArrowFile file() {
    ArrowSchemaReader columns = schema;
    if (columns == null) {
      throw site.corrupt("not an Arrow IPC file, it has no schema", 0);
    }
    return new ArrowFile(
        found,
        isStream,
        columns.schema(),
        columns.columns(),
        Objects.requireNonNull(layout),
        blocks);
  }
}
