package io.scheelite.sql.calcite;

import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalQuery;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.ProxyingMetadataHandlerProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;

/** Calcite's objects for one statement, configured for the dialect. Used by one thread. */
final class CalciteSession {
  private static final SqlParser.Config PARSER =
      SqlParser.config()
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withUnquotedCasing(Casing.UNCHANGED)
          .withQuotedCasing(Casing.UNCHANGED)
          .withCaseSensitive(false)
          .withConformance(SqlConformanceEnum.LENIENT)
          .withIdentifierMaxLength(4096);

  private static final SqlValidator.Config VALIDATOR =
      SqlValidator.Config.DEFAULT
          .withConformance(SqlConformanceEnum.LENIENT)
          .withDefaultNullCollation(NullCollation.LAST)
          .withTypeCoercionFactory(DialectCoercion::new)
          .withIdentifierExpansion(true);

  /** Simplification would fold constants by generated code; ours comes later. */
  private static final SqlToRelConverter.Config TO_REL =
      SqlToRelConverter.config()
          .withExpand(false)
          .withTrimUnusedFields(false)
          .withInSubQueryThreshold(Integer.MAX_VALUE)
          .withRelBuilderConfigTransform(
              config -> config.withSimplify(false).withSimplifyValues(false));

  private static final SqlOperatorTable OPERATORS =
      SqlOperatorTables.chain(
          SqlStdOperatorTable.instance(), SqlOperatorTables.of(SqlLibraryOperators.LENGTH));

  private static final ProxyingMetadataHandlerProvider METADATA =
      new ProxyingMetadataHandlerProvider(DefaultRelMetadataProvider.INSTANCE);

  private final SqlText text;
  private final CatalogSchema schema;
  private final CalciteCatalogReader catalogReader;
  private final RelDataTypeFactory types;

  CalciteSession(Catalog catalog, SqlText text) {
    this.text = text;
    this.types = new Utf8TypeFactory();
    this.schema = new CatalogSchema(catalog, text.paths());
    CalciteSchema root = CalciteSchema.createRootSchema(false, false, "", schema);
    this.catalogReader = new CalciteCatalogReader(root, List.of(), types, connectionConfig());
  }

  private static CalciteConnectionConfig connectionConfig() {
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    return new CalciteConnectionConfigImpl(properties);
  }

  SqlNode parse() throws SqlParseException {
    return SqlParser.create(text.text(), PARSER).parseStmt();
  }

  LogicalQuery toQuery(SqlNode parsed, OutputLabels labels, ColumnFactory columns) {
    SqlValidator validator =
        SqlValidatorUtil.newValidator(OPERATORS, catalogReader, types, VALIDATOR);
    HepPlanner planner = new HepPlanner(HepProgram.builder().build());
    planner.setExecutor((rexBuilder, constants, reduced) -> reduced.addAll(constants));
    RelOptCluster cluster = RelOptCluster.create(planner, new RexBuilder(types));
    cluster.setMetadataQuerySupplier(() -> new RelMetadataQuery(METADATA));
    SqlToRelConverter converter =
        new SqlToRelConverter(
            (rowType, queryString, schemaPath, viewPath) -> {
              throw new IllegalStateException("views are expanded by the catalog");
            },
            validator,
            catalogReader,
            cluster,
            DialectConvertlets.INSTANCE,
            TO_REL);
    RelRoot root = converter.convertQuery(parsed, true, true);
    RelTranslator.Relation relation = new RelTranslator(columns).translate(root.rel);
    List<LogicalQuery.Output> outputs = new ArrayList<>();
    for (int i = 0; i < root.fields.size(); i++) {
      var field = root.fields.get(i);
      outputs.add(
          new LogicalQuery.Output(
              labels.label(i, field.getValue()), relation.row().get(field.getKey())));
    }
    return new LogicalQuery(relation.plan(), outputs);
  }

  /** All tables a name could have meant. */
  CatalogSchema schema() {
    return schema;
  }

  /** Text is UTF-8; Calcite's default knows Latin-1 only. */
  private static final class Utf8TypeFactory extends SqlTypeFactoryImpl {
    Utf8TypeFactory() {
      super(new DialectTypeSystem());
    }

    @Override
    public Charset getDefaultCharset() {
      return StandardCharsets.UTF_8;
    }
  }
}
