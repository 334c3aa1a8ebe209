import io.scheelite.bench.peer.PeerEngine;
import io.scheelite.bench.peer.PeerServer;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.filter2.predicate.Operators.IntColumn;
import org.apache.parquet.filter2.predicate.Operators.LongColumn;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * The child process that reads records by parquet-java's {@code ParquetReader} and the {@code
 * Group}s of its {@code GroupReadSupport}, the records that it comes with. Started from its source
 * ({@code java -cp … ParquetJavaPeer.java THREADS}), since Hadoop is on the class path of that
 * process alone.
 *
 * <p>A request is lines of words: {@code file PATH}, {@code filter COLUMN FROM TO} (whole numbers,
 * both included) and one line for each value of the answer, {@code sum PLACE}, {@code max PLACE},
 * {@code bytes PLACE} (the lengths of strings, summed up) or {@code length PLACE} (elements of
 * lists, summed up). A place is a column, or a part of one: {@code header.custkey} is a field of a
 * struct, {@code items.1.price} one of a list's first element. What is asked for is projected and
 * filters are pushed down as parquet-java does both. Threads share a file by ranges of bytes, as
 * tasks of Hadoop do: each reads the row groups whose middle lies in its range.
 */
final class ParquetJavaPeer implements PeerEngine {
  /** More ranges than threads, so that none ends long before the others. */
  private static final int RANGES_PER_THREAD = 4;

  private final int threads;
  private final ExecutorService executor;

  private ParquetJavaPeer(int threads, ExecutorService executor) {
    this.threads = threads;
    this.executor = executor;
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream replies = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err); // what libraries print must not look like a reply
    int threads = Integer.parseInt(arguments[0]);
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      new PeerServer(new ParquetJavaPeer(threads, executor), replies).serve();
    }
  }

  /** Statements make tables of engines; a library of records is never sent one. */
  @Override
  public void execute(String statement) {
    throw new UnsupportedOperationException("this engine has no statements: " + statement);
  }

  /** What is asked for. */
  private record Request(
      Path file, FilterCompat.Filter filter, MessageType projection, List<String[]> values) {
    static Request parse(String text, Configuration conf) throws IOException {
      List<String[]> lines = text.lines().map(line -> line.split(" ")).toList();
      Path file = new Path(lines.getFirst()[1]);
      MessageType schema;
      try (ParquetFileReader reader =
          ParquetFileReader.open(HadoopInputFile.fromPath(file, conf))) {
        schema = reader.getFileMetaData().getSchema();
      }
      FilterCompat.Filter filter = FilterCompat.NOOP;
      List<String> names = new ArrayList<>();
      List<String[]> values = new ArrayList<>();
      for (String[] line : lines.subList(1, lines.size())) {
        names.add(line[1]);
        if (line[0].equals("filter")) {
          filter = FilterCompat.get(range(schema, line));
        } else {
          values.add(line);
        }
      }
      List<Type> fields = Place.project(schema, names.stream().map(Place::words).toList());
      return new Request(file, filter, new MessageType(schema.getName(), fields), values);
    }

    private static FilterPredicate range(MessageType schema, String[] line) {
      long from = Long.parseLong(line[2]);
      long to = Long.parseLong(line[3]);
      if (schema.getType(line[1]).asPrimitiveType().getPrimitiveTypeName()
          == PrimitiveTypeName.INT32) {
        IntColumn column = FilterApi.intColumn(line[1]);
        return FilterApi.and(FilterApi.gtEq(column, (int) from), FilterApi.ltEq(column, (int) to));
      }
      LongColumn column = FilterApi.longColumn(line[1]);
      return FilterApi.and(FilterApi.gtEq(column, from), FilterApi.ltEq(column, to));
    }

    List<Value> newValues() {
      return values.stream().map(line -> Value.of(line[0], line[1], projection)).toList();
    }
  }

  /**
   * A value of records, of lists their first element.
   *
   * @param fields positions of groups' fields, from the outside in
   */
  private record Place(int[] fields, PrimitiveType type) {
    private static final String FIRST = "1";

    static List<String> words(String place) {
      return List.of(place.split("\\."));
    }

    /** Fields of a group of which something is asked for, and of theirs what is. */
    static List<Type> project(GroupType group, List<List<String>> wanted) {
      List<Type> fields = new ArrayList<>();
      for (Type field : group.getFields()) {
        List<List<String>> below =
            wanted.stream()
                .filter(words -> words.getFirst().equals(field.getName()))
                .map(words -> words.subList(1, words.size()))
                .toList();
        if (!below.isEmpty()) {
          fields.add(projected(field, below));
        }
      }
      return fields;
    }

    private static Type projected(Type field, List<List<String>> below) {
      if (field.isPrimitive()) {
        return field;
      }
      GroupType group = field.asGroupType();
      List<List<String>> parts = below.stream().filter(words -> !words.isEmpty()).toList();
      if (parts.isEmpty()) {
        return field; // of a list that is counted all elements
      }
      if (!isList(group)) {
        return group.withNewFields(project(group, parts));
      }
      GroupType repeated = group.getType(0).asGroupType();
      List<List<String>> elements =
          parts.stream().map(words -> words.subList(1, words.size())).toList();
      Type element = projected(repeated.getType(0), elements);
      return group.withNewFields(repeated.withNewFields(element));
    }

    private static boolean isList(GroupType group) {
      return group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation;
    }

    /** Where it is in records; for the number of elements what repeats. */
    static Place of(MessageType schema, String place, boolean length) {
      List<Integer> fields = new ArrayList<>();
      Type type = schema;
      for (String word : words(place)) {
        GroupType group = type.asGroupType();
        if (word.equals(FIRST)) {
          fields.add(0);
          fields.add(0);
          type = group.getType(0).asGroupType().getType(0);
        } else {
          fields.add(group.getFieldIndex(word));
          type = group.getType(word);
        }
      }
      if (length) {
        fields.add(0);
      }
      int[] positions = fields.stream().mapToInt(Integer::intValue).toArray();
      return new Place(positions, length ? null : type.asPrimitiveType());
    }

    int field() {
      return fields[fields.length - 1];
    }

    /** The group whose field it is; null if it is not there. */
    Group group(Group record) {
      Group group = record;
      for (int i = 0; i < fields.length - 1; i++) {
        if (group.getFieldRepetitionCount(fields[i]) == 0) {
          return null;
        }
        group = group.getGroup(fields[i], 0);
      }
      return group;
    }
  }

  /** One value of the answer, or of a part of the file. */
  private abstract static class Value {
    final Place place;
    final int field;
    private boolean any;

    private Value(Place place) {
      this.place = place;
      this.field = place.field();
    }

    static Value of(String function, String column, MessageType projection) {
      Place place = Place.of(projection, column, function.equals("length"));
      return switch (function) {
        case "sum" -> new Sum(place);
        case "bytes" -> new Bytes(place);
        case "length" -> new Length(place);
        case "max" ->
            place.type().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                ? new Greatest(place)
                : new Latest(place);
        default -> throw new IllegalArgumentException("unknown function: " + function);
      };
    }

    final void add(Group record) {
      Group group = place.group(record);
      if (group != null && isThere(group)) {
        any = true;
        addValue(group);
      }
    }

    boolean isThere(Group group) {
      return group.getFieldRepetitionCount(field) > 0;
    }

    final void merge(Value part) {
      if (part.any) {
        any = true;
        addPart(part);
      }
    }

    final String text() {
      return any ? valueText() : "";
    }

    abstract void addValue(Group record);

    abstract void addPart(Value part);

    abstract String valueText();
  }

  /** Sum of numbers; as a long while it fits. */
  private static final class Sum extends Value {
    private final PrimitiveTypeName stored;
    private long sum;
    private BigInteger large = BigInteger.ZERO;

    Sum(Place place) {
      super(place);
      this.stored = place.type().getPrimitiveTypeName();
    }

    @Override
    void addValue(Group record) {
      switch (stored) {
        case INT32 -> add(record.getInteger(field, 0));
        case INT64 -> add(record.getLong(field, 0));
        default -> large = large.add(new BigInteger(record.getBinary(field, 0).getBytes()));
      }
    }

    private void add(long value) {
      long next = sum + value;
      if (((sum ^ next) & (value ^ next)) < 0) {
        large = large.add(BigInteger.valueOf(sum));
        next = value;
      }
      sum = next;
    }

    @Override
    void addPart(Value part) {
      large = large.add(((Sum) part).total());
    }

    private BigInteger total() {
      return large.add(BigInteger.valueOf(sum));
    }

    @Override
    String valueText() {
      int scale =
          place.type().getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
              ? decimal.getScale()
              : 0;
      return new BigDecimal(total(), scale).toPlainString();
    }
  }

  /** A number of each value, added. */
  private abstract static class Counted extends Value {
    private long sum;

    Counted(Place place) {
      super(place);
    }

    abstract long count(Group group);

    @Override
    void addValue(Group group) {
      sum += count(group);
    }

    @Override
    void addPart(Value part) {
      sum += ((Counted) part).sum;
    }

    @Override
    String valueText() {
      return Long.toString(sum);
    }
  }

  /** Lengths of strings. */
  private static final class Bytes extends Counted {
    Bytes(Place place) {
      super(place);
    }

    @Override
    long count(Group record) {
      return record.getBinary(field, 0).length();
    }
  }

  /** Elements of lists. */
  private static final class Length extends Counted {
    Length(Place place) {
      super(place);
    }

    @Override
    boolean isThere(Group group) {
      return true; // an empty list has none
    }

    @Override
    long count(Group group) {
      return group.getFieldRepetitionCount(field);
    }
  }

  /** The greatest string by its bytes. */
  private static final class Greatest extends Value {
    private Binary greatest;

    Greatest(Place place) {
      super(place);
    }

    @Override
    void addValue(Group group) {
      addBinary(group.getBinary(field, 0));
    }

    @Override
    void addPart(Value part) {
      addBinary(((Greatest) part).greatest);
    }

    private void addBinary(Binary value) {
      if (greatest == null
          || Arrays.compareUnsigned(value.getBytesUnsafe(), greatest.getBytesUnsafe()) > 0) {
        greatest = value;
      }
    }

    @Override
    String valueText() {
      return greatest.toStringUsingUTF8();
    }
  }

  /** The latest date. */
  private static final class Latest extends Value {
    private int day = Integer.MIN_VALUE;

    Latest(Place place) {
      super(place);
    }

    @Override
    void addValue(Group record) {
      day = Math.max(day, record.getInteger(field, 0));
    }

    @Override
    void addPart(Value part) {
      day = Math.max(day, ((Latest) part).day);
    }

    @Override
    String valueText() {
      return LocalDate.ofEpochDay(day).toString();
    }
  }

  @Override
  public List<List<String>> query(String text) throws Exception {
    Configuration conf = new Configuration();
    Request request = Request.parse(text, conf);
    conf.set(ReadSupport.PARQUET_READ_SCHEMA, request.projection.toString());
    long size = request.file.getFileSystem(conf).getFileStatus(request.file).getLen();
    int ranges = threads * RANGES_PER_THREAD;
    List<Future<List<Value>>> parts = new ArrayList<>();
    for (int i = 0; i < ranges; i++) {
      long start = size * i / ranges;
      long end = size * (i + 1) / ranges;
      parts.add(executor.submit(() -> read(request, conf, start, end)));
    }
    List<Value> total = request.newValues();
    for (Future<List<Value>> part : parts) {
      List<Value> values = part.get();
      for (int i = 0; i < values.size(); i++) {
        total.get(i).merge(values.get(i));
      }
    }
    return List.of(
        request.values.stream().map(line -> line[0] + "(" + line[1] + ")").toList(),
        total.stream().map(Value::text).toList());
  }

  private static List<Value> read(Request request, Configuration conf, long start, long end)
      throws IOException {
    List<Value> values = request.newValues();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), request.file)
            .withConf(conf)
            .withFilter(request.filter)
            .withFileRange(start, end)
            .build()) {
      for (Group record = reader.read(); record != null; record = reader.read()) {
        for (Value value : values) {
          value.add(record);
        }
      }
    }
    return values;
  }
}
