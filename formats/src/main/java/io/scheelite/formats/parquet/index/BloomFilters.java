package io.scheelite.formats.parquet.index;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.codec.BlockChecksum;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.input.InputReader;
import io.scheelite.formats.parquet.metadata.IndexPlaces;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.formats.parquet.metadata.Thrift;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.RangePruner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.BloomFilterHeader;

/**
 * Asks the bloom filters of a row group whether a row may pass filters: those that compare a column
 * with constants for equality. Of a filter it reads the header and one block per constant.
 */
public final class BloomFilters {
  private static final int MAX_HEADER_BYTES = 64;
  // so many blocks are as good as the filter, and the data are hardly more
  private static final int MOST_CONSTANTS = 64;

  private final ParquetFile file;
  private final int rowGroup;
  private final List<Integer> columns;
  private final InputReader input;
  private final Map<Integer, Blocks> filters = new HashMap<>();
  private long bytesRead;

  /** Where the blocks of a filter lie; none are known if the file has no filter that we read. */
  private record Blocks(long offset, long numBlocks) {}

  /**
   * Over an open file.
   *
   * @param columns which leaves of the file the columns are that filters refer to; -1 for nested
   *     ones
   */
  public BloomFilters(ParquetFile file, int rowGroup, List<Integer> columns, InputReader input) {
    this.file = file;
    this.rowGroup = rowGroup;
    this.columns = columns;
    this.input = input;
  }

  /** Bytes read so far. */
  public long bytesRead() {
    return bytesRead;
  }

  /** Whether some row may pass all conditions. */
  public boolean mayMatchAll(List<Expression> conditions) {
    for (Expression condition : conditions) {
      if (!mayMatch(condition)) {
        return false;
      }
    }
    return true;
  }

  private boolean mayMatch(Expression condition) {
    return switch (condition) {
      case Expression.And and -> mayMatchAll(and.operands());
      case Expression.Or or -> or.operands().stream().anyMatch(this::mayMatch);
      case Expression.InList list when list.values().size() <= MOST_CONSTANTS ->
          list.values().stream().anyMatch(value -> mayHold(list.operand(), value));
      case Expression.Comparison(var operator, var left, Expression.Literal value)
          when operator == ComparisonOperator.EQUAL ->
          mayHold(left, value);
      case Expression.Comparison(var operator, Expression.Literal value, var right)
          when operator == ComparisonOperator.EQUAL ->
          mayHold(right, value);
      default -> true;
    };
  }

  private boolean mayHold(Expression operand, Expression.Literal literal) {
    Expression.ColumnRef reference = RangePruner.column(withoutWidening(operand));
    if (reference == null) {
      return true;
    }
    int column = columns.get(reference.index());
    if (column < 0) {
      return true; // a nested one
    }
    List<byte[]> forms = StoredForms.of(file.leaves().get(column), literal);
    Blocks blocks = forms.isEmpty() ? null : filters.computeIfAbsent(column, this::open);
    if (blocks == null || blocks.numBlocks() == 0) {
      return true;
    }
    FileSite site = file.site(column);
    return forms.stream()
        .anyMatch(value -> mayHold(site, blocks, BlockChecksum.hash(value, 0, value.length, 0)));
  }

  /** Equal numbers stay equal when they get more digits. */
  private static Expression withoutWidening(Expression operand) {
    return operand instanceof Expression.Cast cast
            && cast.type().equals(DataType.FLOAT64)
            && cast.operand().type().equals(DataType.FLOAT32)
        ? cast.operand()
        : operand;
  }

  private boolean mayHold(FileSite site, Blocks blocks, long hash) {
    long block = SplitBlock.block(hash, blocks.numBlocks());
    ByteBuffer words =
        ByteBuffer.wrap(
                piece(
                    site, blocks.offset() + block * SplitBlock.BLOCK_BYTES, SplitBlock.BLOCK_BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int word = 0; word < SplitBlock.BLOCK_WORDS; word++) {
      if ((words.getInt(4 * word) & SplitBlock.mask(hash, word)) == 0) {
        return false;
      }
    }
    return true;
  }

  private byte[] piece(FileSite site, long offset, int size) {
    bytesRead += size;
    return input.read(site, offset, size);
  }

  private Blocks open(int column) {
    long offset = file.rowGroups().get(rowGroup).chunks().get(column).indexes().bloomFilter();
    FileSite site = file.site(column);
    if (offset == 0) {
      return new Blocks(0, 0);
    }
    if (!IndexPlaces.isInside(offset, 1, file.sizeBytes())) {
      throw site.corrupt("bloom filter lies outside the file", offset);
    }
    int size = (int) Math.min(MAX_HEADER_BYTES, file.sizeBytes() - offset);
    BloomFilterHeader header = new BloomFilterHeader();
    int headerBytes;
    try {
      headerBytes = Thrift.read(header, piece(site, offset, size), size);
    } catch (IllegalArgumentException e) {
      throw site.corrupt("bloom filter: " + e.getMessage(), offset, e);
    }
    int bytes = header.getNumBytes();
    if (bytes < SplitBlock.BLOCK_BYTES
        || bytes % SplitBlock.BLOCK_BYTES != 0
        || !IndexPlaces.isInside(offset + headerBytes, bytes, file.sizeBytes())) {
      throw site.corrupt("bloom filter has an impossible size: bytes=" + bytes, offset);
    }
    boolean known =
        header.getAlgorithm().isSetBLOCK()
            && header.getHash().isSetXXHASH()
            && header.getCompression().isSetUNCOMPRESSED();
    return new Blocks(offset + headerBytes, known ? bytes / SplitBlock.BLOCK_BYTES : 0);
  }
}
