package io.scheelite.integration;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds the module table: who may import whom, and which library may be used where. */
class ArchitectureTest {
  private static final String ROOT = "io.scheelite.";

  /** Module and the modules its classes may use beside itself. */
  record Module(String name, Set<String> uses) {}

  static final List<Module> MODULES =
      List.of(
          new Module("testsupport", Set.of()),
          new Module("memory", Set.of()),
          new Module("columnar", Set.of("memory")),
          new Module("spill", Set.of("columnar", "memory")),
          new Module("operators", Set.of("spill", "columnar", "memory")),
          new Module("shuffle", Set.of("columnar", "memory")),
          new Module("scheduler", Set.of("operators", "shuffle", "spill", "columnar", "memory")),
          new Module("formats", Set.of("operators", "spill", "columnar", "memory")),
          new Module("http", Set.of("formats")),
          new Module("sql", Set.of("operators", "formats", "spill", "columnar", "memory")),
          new Module("bench", Set.of("sql", "operators", "formats", "spill", "columnar", "memory")),
          new Module(
              "cli",
              Set.of(
                  "sql",
                  "scheduler",
                  "bench",
                  "operators",
                  "formats",
                  "spill",
                  "columnar",
                  "memory")));

  /** Library packages and the only modules that may use them. */
  private static final Map<String, List<String>> LIBRARIES =
      Map.ofEntries(
          Map.entry("org.agrona..", List.of("memory", "scheduler", "bench", "cli")),
          Map.entry("org.apache.arrow..", List.of("columnar", "formats", "sql", "bench", "cli")),
          Map.entry("net.jpountz..", List.of("columnar", "spill", "formats")),
          Map.entry("io.netty..", List.of("shuffle", "scheduler", "bench")),
          Map.entry("com.google.protobuf..", List.of("scheduler")),
          Map.entry("org.apache.calcite..", List.of("sql")),
          Map.entry("org.apache.parquet..", List.of("formats")),
          Map.entry("org.brotli..", List.of("formats")),
          Map.entry("org.xerial.snappy..", List.of("formats")),
          Map.entry("com.github.luben..", List.of("formats")),
          Map.entry("com.google.common..", List.of("sql")),
          Map.entry("com.google.re2j..", List.of("operators")),
          Map.entry("io.trino.tpch..", List.of("bench")),
          Map.entry("org.openjdk.jmh..", List.of("bench")),
          Map.entry("picocli..", List.of("cli")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/test-classes/"))
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.scheelite", "org.apache.arrow.memory.unsafe");

  @Test
  void theTableNamesEveryModuleThatHoldsClasses() {
    Set<String> known = new TreeSet<>();
    MODULES.forEach(module -> known.add(module.name()));
    Set<String> found = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (type.getPackageName().startsWith(ROOT)) {
        found.add(moduleOf(type));
      }
    }
    assertThat(known).containsAll(found);
    assertThat(found).contains("memory", "columnar", "spill", "operators", "formats", "sql");
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void usesOnlyTheModulesBelowIt(Module module) {
    String[] forbidden =
        MODULES.stream()
            .map(Module::name)
            .filter(name -> !name.equals(module.name()) && !module.uses().contains(name))
            .map(name -> ROOT + name + "..")
            .toArray(String[]::new);
    noClasses()
        .that(resideInAPackage(ROOT + module.name() + ".."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(forbidden))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void librariesStayWhereTheyEarnTheirPlace() {
    LIBRARIES.forEach(
        (library, modules) -> {
          String[] allowed =
              modules.stream().map(name -> ROOT + name + "..").toArray(String[]::new);
          noClasses()
              .that(resideInAPackage("io.scheelite.."))
              .and()
              .resideOutsideOfPackages(allowed)
              .should()
              .dependOnClassesThat(resideInAPackage(library))
              .check(CLASSES);
        });
  }

  @Test
  void internalPackagesAreUsedByTheirOwnModuleAlone() {
    ArchRuleDefinition.classes()
        .that(resideInAPackage("io.scheelite.."))
        .should(useNoInternalsOfOthers())
        .check(CLASSES);
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void packagesOfAModuleHaveNoCycles(Module module) {
    slices()
        .matching(ROOT + module.name() + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void noMutableStaticFields() {
    ArchRuleDefinition.fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat(resideInAPackage("io.scheelite.."))
        .and()
        // what JMH makes of benchmarks
        .areDeclaredInClassesThat(resideOutsideOfPackage("..jmh_generated.."))
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .and()
        // classes that protobuf generates keep theirs once it is asked for
        .doNotHaveName("PARSER")
        .should()
        .beFinal()
        .check(CLASSES);
  }

  private static ArchCondition<JavaClass> useNoInternalsOfOthers() {
    return new ArchCondition<>("use no internal package of another module") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> isInternal(dependency.getTargetClass()))
            .filter(dependency -> !moduleOf(dependency.getTargetClass()).equals(moduleOf(type)))
            .forEach(
                dependency ->
                    events.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
      }
    };
  }

  private static boolean isInternal(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT) && (name.endsWith(".internal") || name.contains(".internal."));
  }

  private static String moduleOf(JavaClass type) {
    String rest = type.getPackageName().substring(ROOT.length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }
}
