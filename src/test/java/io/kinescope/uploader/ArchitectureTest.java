package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final String ROOT = "io.kinescope.uploader";
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** Classes that break each rule on purpose; they stand in the test tree alone. */
  private static final String WRONG_ROOT = ROOT + ".wronghouse";

  private static final JavaClasses WRONG_HOUSE = new ClassFileImporter().importPackages(WRONG_ROOT);

  static List<ArchRule> rules() {
    return new Architecture(ROOT).all();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theHouseKeepsItsPlan(ArchRule rule) {
    rule.check(PRODUCT);
  }

  static Stream<Arguments> breaches() {
    Architecture plan = new Architecture(WRONG_ROOT);
    return Stream.of(
        arguments(plan.importsGoDown(), "throttle.ReachesUp.up("),
        arguments(plan.importsGoDown(), "emulator.SharesRecords.shared("),
        arguments(plan.importsGoDown(), "attic.Stray"),
        arguments(plan.importsGoDown(), "MainThatWires.main("),
        arguments(plan.librariesStayInTheirRooms(), "http.WritesSql.open("),
        arguments(plan.librariesStayInTheirRooms(), "throttle.ReachesUp.command("),
        arguments(plan.librariesStayInTheirRooms(), "job.PrintsCsv.record("),
        arguments(plan.noCircles(), "Slice api"),
        arguments(plan.everyPackageIsNullMarked(), "wronghouse.attic has no @NullMarked"),
        arguments(plan.onlyCliTouchesTheStandardStreams(), "attic.Stray.print("));
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void aBreachIsReported(ArchRule rule, String breach) {
    assertThat(rule.evaluate(WRONG_HOUSE).getFailureReport().getDetails())
        .anySatisfy(detail -> assertThat(detail).contains(breach));
  }

  @Test
  void aRoomThatKeepsThePlanIsNotReported() {
    assertThat(new Architecture(WRONG_ROOT).all())
        .flatMap(rule -> rule.evaluate(WRONG_HOUSE).getFailureReport().getDetails())
        .isNotEmpty()
        .noneSatisfy(breach -> assertThat(breach).contains("cli.KeepsThePlan."));
  }
}
