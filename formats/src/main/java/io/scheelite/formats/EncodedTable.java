package io.scheelite.formats;

import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.source.ColumnPart;
import io.scheelite.operators.source.ColumnPart.Element;
import io.scheelite.operators.source.ColumnPart.Length;
import io.scheelite.operators.source.ColumnPart.Member;
import io.scheelite.operators.source.ColumnPart.Step;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What another process needs to open a table of files.
 *
 * <pre>
 *  int setting | UTF description | int number of files | per file: UTF location, long size,
 *  UTF version
 *  | int number of parts | per part: int column, int depth, per step: byte kind, long number
 * </pre>
 *
 * @param setting a positive number for the format's own use
 * @param description what the table is called in messages
 * @param files in the order of the table
 * @param parts what the table has been {@linkplain
 *     io.scheelite.operators.source.TableSource#withParts extended by}
 */
public record EncodedTable(
    int setting, String description, List<FileStamp> files, List<ColumnPart> parts) {
  private static final int MAX_DESCRIPTION_CHARS = 4096;
  private static final int MEMBER = 0;
  private static final int ELEMENT = 1;
  private static final int LENGTH = 2;

  /** Copies the list and cuts a description that is too long to be read by anybody. */
  public EncodedTable {
    if (description.length() > MAX_DESCRIPTION_CHARS) {
      description = description.substring(0, MAX_DESCRIPTION_CHARS) + " …";
    }
    files = List.copyOf(files);
    parts = List.copyOf(parts);
  }

  /** As bytes. */
  public byte[] encoded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream output = new DataOutputStream(bytes)) {
      output.writeInt(setting);
      output.writeUTF(description);
      FileStamp.write(output, files);
      writeParts(output, parts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reverses {@link #encoded}.
   *
   * @throws FormatException if these bytes are no table
   */
  public static EncodedTable decode(byte[] encoded) {
    try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(encoded))) {
      EncodedTable table =
          new EncodedTable(
              input.readInt(), input.readUTF(), FileStamp.read(input), readParts(input));
      if (table.files.isEmpty() || table.setting < 1 || input.available() > 0) {
        throw new IOException("files=" + table.files.size() + " rest=" + input.available());
      }
      return table;
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      throw new FormatException(
          ErrorCode.CORRUPT_DATA,
          "description of a table makes no sense: bytes=" + encoded.length,
          e);
    }
  }

  /** Writes parts of columns, for other processes. */
  public static void writeParts(DataOutput output, List<ColumnPart> parts) throws IOException {
    output.writeInt(parts.size());
    for (ColumnPart part : parts) {
      output.writeInt(part.column());
      output.writeInt(part.steps().size());
      for (Step step : part.steps()) {
        switch (step) {
          case Member(int position) -> writeStep(output, MEMBER, position);
          case Element(long number) -> writeStep(output, ELEMENT, number);
          case Length() -> writeStep(output, LENGTH, 0);
        }
      }
    }
  }

  private static void writeStep(DataOutput output, int kind, long number) throws IOException {
    output.writeByte(kind);
    output.writeLong(number);
  }

  /** Reads what {@link #writeParts} wrote. */
  public static List<ColumnPart> readParts(DataInput input) throws IOException {
    int count = input.readInt();
    List<ColumnPart> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int column = input.readInt();
      int depth = input.readInt();
      List<Step> steps = new ArrayList<>();
      for (int level = 0; level < depth; level++) {
        steps.add(readStep(input.readByte(), input.readLong()));
      }
      parts.add(new ColumnPart(column, steps));
    }
    return parts;
  }

  private static Step readStep(int kind, long number) throws IOException {
    return switch (kind) {
      case MEMBER -> new Member(Math.toIntExact(number));
      case ELEMENT -> new Element(number);
      case LENGTH -> new Length();
      default -> throw new IOException("kind of part: " + kind);
    };
  }
}
