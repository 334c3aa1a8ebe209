package io.scheelite.scheduler.plan;

import com.google.protobuf.ByteString;
import io.scheelite.operators.distributed.SplitSelection;
import io.scheelite.operators.distributed.SplitSubset;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableSourceCodec;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.WireException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Turns tables into bytes and back, by the codec of their kind. Keeps the tables that were opened
 * last, so that the tasks of a process read a file's metadata once; whether the data has changed is
 * looked at each time. Thread-safe.
 */
public final class TableCodecs {
  /** How many tables are kept open for the next task. */
  private static final int MAX_KEPT = 64;

  private final List<TableSourceCodec> codecs;
  private final int maxKept;
  private final SequencedMap<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Uses these codecs.
   *
   * @param codecs no two of one kind
   * @param maxKept how many tables are kept
   */
  public TableCodecs(List<TableSourceCodec> codecs, int maxKept) {
    this.codecs = List.copyOf(codecs);
    this.maxKept = maxKept;
  }

  /** All codecs on the class path. */
  public static TableCodecs installed() {
    return new TableCodecs(
        ServiceLoader.load(TableSourceCodec.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList(),
        MAX_KEPT);
  }

  private record Key(String kind, ByteString encoded) {}

  /** A table that is opened by the first who asks; others wait for that one alone. */
  private static final class Kept {
    private @Nullable TableSource table;

    synchronized TableSource table(TableSourceCodec codec, byte[] encoded) {
      TableSource result = table;
      if (result == null) {
        result = codec.decode(encoded);
        table = result;
      } else {
        codec.verify(encoded);
      }
      return result;
    }
  }

  PlanWire.Table encode(TableSource table) {
    if (table instanceof SplitSubset(TableSource whole, SplitSelection selection)) {
      return encode(whole).toBuilder().setSelection(SplitCodec.encode(selection)).build();
    }
    for (TableSourceCodec codec : codecs) {
      if (codec.encodes(table)) {
        return PlanWire.Table.newBuilder()
            .setKind(codec.kind())
            .setDescription(table.description())
            .setEncoded(ByteString.copyFrom(codec.encode(table)))
            .build();
      }
    }
    throw WireException.unsupported(
        "table exists in this process alone, write it to a file to use it on a cluster: table="
            + table.description());
  }

  TableSource decode(PlanWire.Table wire) {
    TableSource table = kept(wire).table(codec(wire), wire.getEncoded().toByteArray());
    return wire.hasSelection()
        ? new SplitSubset(table, SplitCodec.decode(wire.getSelection()))
        : table;
  }

  private Kept kept(PlanWire.Table wire) {
    synchronized (kept) {
      Kept entry =
          kept.computeIfAbsent(new Key(wire.getKind(), wire.getEncoded()), absent -> new Kept());
      while (kept.size() > maxKept) {
        kept.pollFirstEntry();
      }
      return entry;
    }
  }

  private TableSourceCodec codec(PlanWire.Table wire) {
    for (TableSourceCodec codec : codecs) {
      if (codec.kind().equals(wire.getKind())) {
        return codec;
      }
    }
    throw WireException.unsupported(
        "this process cannot open such tables: kind="
            + wire.getKind()
            + " table="
            + wire.getDescription()
            + " kinds="
            + codecs.stream().map(TableSourceCodec::kind).toList());
  }
}
