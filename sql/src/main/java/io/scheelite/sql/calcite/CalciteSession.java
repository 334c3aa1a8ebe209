package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.Dialect;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalQuery;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.BiFunction;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlToRelConverter;

/** Calcite's objects for one statement, configured for the dialect. Used by one thread. */
final class CalciteSession {
  /** Babel reserves few words, so that most can name columns, and knows {@code ::}. */
  private static final SqlParser.Config PARSER =
      SqlParser.config()
          .withParserFactory(SqlBabelParserImpl.FACTORY)
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withUnquotedCasing(Casing.UNCHANGED)
          .withQuotedCasing(Casing.UNCHANGED)
          .withCaseSensitive(false)
          .withConformance(SqlConformanceEnum.LENIENT)
          .withIdentifierMaxLength(4096);

  private static final SqlValidator.Config VALIDATOR =
      SqlValidator.Config.DEFAULT
          .withConformance(new DialectConformance())
          .withDefaultNullCollation(NullCollation.LAST)
          .withTypeCoercionFactory(DialectCoercion::new)
          .withTypeCoercionRules(CalciteTypes.CASTS)
          .withIdentifierExpansion(true);

  /** Merging them would take away the columns that correlated subqueries read. */
  private static final int KEEP_PROJECTIONS = -1;

  /**
   * Simplification would fold constants by generated code; ours comes later. Aggregates stay even
   * where Calcite takes their input for distinct: it counts no rows of a grand total of nothing,
   * and gives {@code GROUPING} another type.
   */
  private static final SqlToRelConverter.Config TO_REL =
      SqlToRelConverter.config()
          .withExpand(false)
          .withTrimUnusedFields(false)
          .withInSubQueryThreshold(Integer.MAX_VALUE)
          .withRelBuilderFactory(HavingBuilder.FACTORY)
          .withRelBuilderConfigTransform(
              config ->
                  config
                      .withSimplify(false)
                      .withSimplifyValues(false)
                      .withAggregateUnique(true)
                      .withBloat(KEEP_PROJECTIONS));

  private static final LazyMetadata METADATA = new LazyMetadata();

  private final Catalog catalog;
  private final Dialect dialect;
  private final SqlText text;
  private final List<String> views;
  private final CatalogSchema schema;
  private final CalciteCatalogReader catalogReader;
  private final RelDataTypeFactory types;
  private boolean dependsOnNow;

  CalciteSession(Catalog catalog, SqlText text) {
    this(catalog, text, List.of(), new Utf8TypeFactory());
  }

  /**
   * @param views those whose queries the text is inside, from the outermost
   */
  private CalciteSession(
      Catalog catalog, SqlText text, List<String> views, RelDataTypeFactory types) {
    this.catalog = catalog;
    this.dialect = catalog.dialect();
    this.text = text;
    this.views = views;
    this.types = types;
    this.schema = new CatalogSchema(catalog, text.files(), this::rowType);
    CalciteSchema root = CalciteSchema.createRootSchema(false, false, "", schema);
    this.catalogReader = new CalciteCatalogReader(root, List.of(), types, connectionConfig());
  }

  private static CalciteConnectionConfig connectionConfig() {
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    return new CalciteConnectionConfigImpl(properties);
  }

  /** The statement as the validator wants it; refused if it means very much more than it says. */
  SqlNode parse() throws SqlParseException {
    SqlNode parsed = parse(text);
    new StatementSize(catalog, CalciteSession::parse).check(parsed);
    return rewrite(parsed, text);
  }

  private static SqlNode parse(SqlText statement) throws SqlParseException {
    return WithChanges.parse(
        statement.text(),
        text -> SetOperations.balance(SqlParser.create(text, PARSER).parseStmt()));
  }

  private static SqlNode parse(Catalog.View view) {
    try {
      return parse(SqlText.scan(view.query()));
    } catch (SqlParseException e) {
      throw new IllegalStateException("a view was parsed before: " + view.query(), e);
    }
  }

  private SqlNode rewrite(SqlNode parsed, SqlText statement) {
    SqlNode named = ValuesNames.rewrite(parsed, statement);
    SqlNode typed =
        Conditions.rewrite(RowLists.rewrite(CallSyntax.rewrite(named, dialect.nullsFirst())));
    SqlNode counted = RowCounts.lift(TimeLiterals.rewrite(ExactInterval.rewrite(typed)));
    SqlNode joined = SemiJoins.rewrite(JoinSyntax.rewrite(SelectSyntax.rewrite(counted)));
    SqlNode rewritten = new WindowSyntax(statement).rewrite(joined);
    return DivisionSyntax.rewrite(OperatorSyntax.rewrite(rewritten, statement), dialect);
  }

  private RelOptCluster cluster() {
    HepPlanner planner = new HepPlanner(HepProgram.builder().build());
    planner.setExecutor((rexBuilder, constants, reduced) -> reduced.addAll(constants));
    RelOptCluster cluster = RelOptCluster.create(planner, new RexBuilder(types));
    cluster.setMetadataQuerySupplier(WithoutPredicates::new);
    return cluster;
  }

  private static RelTranslator translator(ColumnFactory columns) {
    return new RelTranslator(columns, LocalDateTime.now(ZoneId.systemDefault()));
  }

  LogicalQuery toQuery(SqlNode parsed, OutputLabels labels, ColumnFactory columns) {
    DialectValidator validator = validator();
    RelRoot root = converter(cluster(), validator).convertQuery(parsed, true, true);
    RelTranslator translator = translator(columns);
    RelTranslator.Relation relation = translator.translate(root.rel);
    dependsOnNow |= translator.dependsOnNow();
    List<LogicalQuery.Output> outputs = new ArrayList<>();
    for (int i = 0; i < root.fields.size(); i++) {
      var field = root.fields.get(i);
      outputs.add(
          new LogicalQuery.Output(
              labels.label(i, validator.label(field.getValue())),
              relation.row().get(field.getKey())));
    }
    return new LogicalQuery(relation.plan(), outputs);
  }

  /** Checks a query, which is not to be used afterwards. */
  void validate(SqlNode query) {
    validator().validate(query);
  }

  /** Types that a query's places give its parameters; fails where one gives none. */
  List<RelDataType> parameterTypes(SqlNode query) {
    SqlValidator validator = validator();
    RelDataType row = validator.getParameterRowType(validator.validate(query));
    return row.getFieldList().stream().map(RelDataTypeField::getType).toList();
  }

  private DialectValidator validator() {
    NullCollation nulls = dialect.nullsFirst() ? NullCollation.FIRST : NullCollation.LAST;
    return new DialectValidator(
        DialectOperators.INSTANCE,
        catalogReader,
        types,
        VALIDATOR.withDefaultNullCollation(nulls),
        this::number);
  }

  /** The whole number that an expression without columns is, or NULL. */
  private SqlNode number(SqlNode expression) {
    SqlParserPos at = expression.getParserPosition();
    SqlNode query = SelectSyntax.select(at, SqlNodeList.of(expression), null, null);
    RelTranslator translator = translator(new ColumnFactory());
    RelNode plan = converter(cluster()).convertQuery(query, true, true).rel;
    Expression value =
        plan instanceof Project project
            ? new RexTranslator(translator, List.of()).translate(project.getProjects().getFirst())
            : null;
    dependsOnNow |= translator.dependsOnNow();
    if (value != null
        && TypedExpressions.cast(value, DataType.INT64) instanceof Expression.Literal literal) {
      return literal.value() == null
          ? SqlLiteral.createNull(at)
          : SqlLiteral.createExactNumeric(literal.value().toString(), at);
    }
    throw error(at, ErrorCode.UNSUPPORTED, "not supported yet: LIMIT of anything but a number");
  }

  /** Whether a query that was translated depends on the time of that. */
  boolean dependsOnNow() {
    return dependsOnNow;
  }

  private SqlToRelConverter converter(RelOptCluster cluster) {
    return converter(cluster, validator());
  }

  private SqlToRelConverter converter(RelOptCluster cluster, DialectValidator validator) {
    return new QueryConverter(
        (rowType, query, schemaPath, viewPath) ->
            ofView(
                viewPath.getLast(),
                query,
                (parsed, session) -> session.converter(cluster).convertQuery(parsed, true, true)),
        validator,
        catalogReader,
        cluster,
        DialectConvertlets.INSTANCE,
        TO_REL);
  }

  /** What a view yields now: the tables it reads may have changed since it was made. */
  private RelDataType rowType(Catalog.View view) {
    RelDataType type =
        ofView(
            view.name(),
            view.query(),
            (parsed, session) -> {
              SqlValidator validator = session.validator();
              return validator.getValidatedNodeType(validator.validate(parsed));
            });
    List<Field> named = view.schema().fields();
    if (type.getFieldCount() != named.size()) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "the columns of a view have changed, create it again: view=" + view.name());
    }
    RelDataTypeFactory.Builder columns = types.builder();
    for (int i = 0; i < named.size(); i++) {
      columns.add(named.get(i).name(), type.getFieldList().get(i).getType());
    }
    return columns.build();
  }

  private <T> T ofView(String view, String query, BiFunction<SqlNode, CalciteSession, T> work) {
    if (views.contains(view)) {
      throw SqlException.of(ErrorCode.INVALID_QUERY, "a view reads itself: view=" + view);
    }
    List<String> inside = new ArrayList<>(views);
    inside.add(view);
    SqlText viewText = SqlText.scan(query);
    CalciteSession session = new CalciteSession(catalog, viewText, inside, types);
    try {
      return work.apply(session.parse(), session);
    } catch (ScheeliteException ours) {
      throw ours;
    } catch (SqlParseException malformed) {
      throw new IllegalStateException("a view was parsed before: " + query, malformed);
    } catch (RuntimeException refused) {
      if (CalciteErrors.translate(refused, query, viewText, session)
          instanceof ScheeliteException why) {
        throw SqlException.at(
            why.code(), "view " + view + " fails: " + why.getMessage(), 0, 0, refused);
      }
      throw refused;
    }
  }

  /** An error at a place of the parsed text. */
  SqlException error(SqlParserPos pos, ErrorCode code, String message) {
    int line = pos.getLineNum();
    return SqlException.at(
        code, message, line, text.places().originalColumn(line, pos.getColumnNum()), null);
  }

  /** All tables a name could have meant. */
  CatalogSchema schema() {
    return schema;
  }

  /** Predicates that hold for the rows of INTERSECT would be found by running generated code. */
  private static final class WithoutPredicates extends RelMetadataQuery {
    WithoutPredicates() {
      super(METADATA);
    }

    @Override
    public RelOptPredicateList getPulledUpPredicates(RelNode plan) {
      return RelOptPredicateList.EMPTY;
    }
  }

  /** Text is UTF-8; Calcite's default knows Latin-1 only. */
  private static final class Utf8TypeFactory extends SqlTypeFactoryImpl {
    Utf8TypeFactory() {
      super(new DialectTypeSystem());
    }

    /** There is one timestamp type; the clock's functions would make another. */
    @Override
    public RelDataType createSqlType(SqlTypeName name, int precision) {
      return super.createSqlType(
          name, name == SqlTypeName.TIMESTAMP ? typeSystem.getMaxPrecision(name) : precision);
    }

    @Override
    public Charset getDefaultCharset() {
      return StandardCharsets.UTF_8;
    }
  }
}
