package io.scheelite.formats.arrow;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.InputReader;
import io.scheelite.formats.input.ReadCost;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Footer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of an IPC file while it is indexed. Of a far file, pieces are kept on the heap:
 * those in which the footer says that messages lie are fetched several at once; what it does not
 * say, or says wrongly, is fetched when it is asked for, with more behind it. Used by one thread.
 */
final class ArrowMessages {
  private static final int LEAST_BYTES = 64 << 10;
  private static final long MOST_KEPT_BYTES = 16L << 20;

  private final FileSite site;
  private final InputReader input;
  private final long size;
  private final ReadCost cost;
  private final NavigableMap<Long, byte[]> kept = new ConcurrentSkipListMap<>();
  private byte[] last = new byte[0];
  private long lastOffset;
  private int step = LEAST_BYTES;

  ArrowMessages(FoundFile file, InputReader input) {
    this.site = file.site();
    this.input = input;
    this.size = file.sizeBytes();
    this.cost = file.input().readCost();
  }

  FileSite site() {
    return site;
  }

  /** Of the whole file. */
  long size() {
    return size;
  }

  boolean isFar() {
    return cost.readsAhead();
  }

  /** Bytes that the file has. */
  ByteBuffer read(long offset, int bytes) {
    return ByteBuffer.wrap(bytes(offset, bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private byte[] bytes(long offset, int bytes) {
    if (!isFar()) {
      return input.read(site, offset, bytes);
    }
    Map.Entry<Long, byte[]> before = kept.floorEntry(offset);
    byte[] found = before == null ? null : part(before.getKey(), before.getValue(), offset, bytes);
    if (found == null) {
      found = part(lastOffset, last, offset, bytes);
    }
    return found == null ? fetch(offset, bytes) : found;
  }

  private static byte @Nullable [] part(long start, byte[] piece, long offset, int bytes) {
    long from = offset - start;
    if (from < 0 || from > piece.length - (long) bytes) {
      return null;
    }
    byte[] part = new byte[bytes];
    System.arraycopy(piece, (int) from, part, 0, bytes);
    return part;
  }

  /** Small bodies are read with their messages, large ones are passed over. */
  private byte[] fetch(long offset, int bytes) {
    long passed = offset - lastOffset - last.length;
    boolean near = passed < cost.gapBytes() && offset > lastOffset;
    step = near ? Math.max(LEAST_BYTES, Math.min(2 * step, cost.gapBytes())) : LEAST_BYTES;
    long wanted = Math.min(Math.max(bytes, step), size - offset);
    last = input.read(site, offset, (int) Math.max(bytes, wanted));
    lastOffset = offset;
    byte[] found = part(offset, last, offset, bytes);
    return found == null ? new byte[0] : found;
  }

  /** Keeps the beginning and the end, which say what kind of file it is. */
  void keepEnds() {
    if (isFar()) {
      long tail = Math.max(0, size - LEAST_BYTES);
      List<Piece> ends = new ArrayList<>();
      ends.add(new Piece(tail, size));
      if (tail > 0) {
        ends.add(new Piece(0, Math.min(LEAST_BYTES, tail)));
      }
      keep(ends);
    }
  }

  private record Piece(long start, long end) {}

  private void keep(List<Piece> pieces) {
    input.forEach(
        pieces,
        piece ->
            kept.put(piece.start, input.read(site, piece.start, (int) (piece.end - piece.start))));
  }

  /** Fetches the messages of a footer. It is not trusted: what is not there is fetched later. */
  void follow(ByteBuffer footer, long endOffset) {
    List<Piece> pieces;
    try {
      pieces = pieces(Footer.getRootAsFooter(footer), endOffset);
    } catch (IndexOutOfBoundsException malformed) {
      pieces = List.of();
    }
    if (!pieces.isEmpty()) {
      keep(pieces);
    }
  }

  private List<Piece> pieces(Footer footer, long endOffset) {
    List<Piece> messages = new ArrayList<>();
    for (int i = 0; i < footer.dictionariesLength(); i++) {
      add(footer.dictionaries(i), endOffset, messages);
    }
    for (int i = 0; i < footer.recordBatchesLength(); i++) {
      add(footer.recordBatches(i), endOffset, messages);
    }
    messages.sort(Comparator.comparingLong(Piece::start));
    return joined(messages);
  }

  /** Neighbours as one piece, and no more of them than may be kept. */
  private List<Piece> joined(List<Piece> messages) {
    long gap = cost.gapBytes() / cost.concurrentReads();
    long left = MOST_KEPT_BYTES;
    Deque<Piece> joined = new ArrayDeque<>();
    for (Piece message : messages) {
      Piece before = joined.peekLast();
      Piece piece = message;
      if (before != null
          && message.start - before.end <= gap
          && message.end - before.start <= cost.readBytes()) {
        piece = new Piece(before.start, Math.max(before.end, message.end));
        left += before.end - before.start;
        joined.removeLast();
      }
      left -= piece.end - piece.start;
      if (left < 0) {
        break;
      }
      joined.addLast(piece);
    }
    return List.copyOf(joined);
  }

  /** A message with what stands before the next one, if that can be. */
  private static void add(Block block, long endOffset, List<Piece> target) {
    long start = block.offset();
    long bytes = block.metaDataLength() + 2L * Integer.BYTES;
    if (start >= 0 && bytes > 0 && start < endOffset) {
      target.add(new Piece(start, Math.min(endOffset, start + bytes)));
    }
  }
}
