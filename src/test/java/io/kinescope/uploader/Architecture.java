package io.kinescope.uploader;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * The plan of the house as rules: which room may import which, and which library lives where. A
 * package that the table does not name is refused, so a new room starts with a line here.
 *
 * @param root the root package; a parameter so that a wrong house can be judged too
 */
record Architecture(String root) {
  /** Packages that are no room themselves, but hold several. */
  private static final Set<String> FLOORS = Set.of("base", "source");

  private static final Set<String> BASE =
      Set.of(
          "base.error",
          "base.json",
          "base.text",
          "base.files",
          "base.units",
          "base.progress",
          "base.log");
  private static final Set<String> HTTP_USER = with(BASE, "http", "throttle");
  private static final Set<String> SOURCE = with(BASE, "api", "source");
  private static final Set<String> UPLOAD =
      with(HTTP_USER, "api", "tus", "concurrent", "source", "source.files");
  private static final Set<String> JOB = with(UPLOAD, "upload", "source.csv", "watch", "ledger");
  private static final Set<String> REPORT =
      with(BASE, "source", "source.csv", "concurrent", "ledger", "terminal");
  private static final Set<String> CLI =
      with(JOB, "job", "report", "diagnose", "terminal", "emulator");

  /** Room to the rooms that it may import; the root package, which holds Main, is "". */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("", Set.of("cli")),
          Map.entry("cli", CLI),
          Map.entry("job", JOB),
          Map.entry("report", REPORT),
          Map.entry("diagnose", with(HTTP_USER, "api")),
          Map.entry("upload", UPLOAD),
          Map.entry("watch", with(HTTP_USER, "api", "source")),
          Map.entry("source", SOURCE),
          Map.entry("source.csv", with(SOURCE, "source.files")),
          Map.entry("source.files", SOURCE),
          Map.entry("api", HTTP_USER),
          Map.entry("tus", HTTP_USER),
          Map.entry("http", with(BASE, "throttle")),
          Map.entry("throttle", Set.of("base.error", "base.units")),
          Map.entry("concurrent", Set.of("base.error", "throttle")),
          Map.entry("terminal", BASE),
          Map.entry("ledger", with(BASE, "throttle")),
          Map.entry("base.log", Set.of("base.error", "base.json", "base.text", "base.files")),
          // The emulator shares no record with the client: it would share its mistakes.
          Map.entry("emulator", Set.of("base.error", "base.json", "base.units")),
          Map.entry("base.json", Set.of("base.error")),
          Map.entry("base.text", Set.of("base.error")),
          Map.entry("base.files", Set.of("base.error", "base.text")),
          Map.entry("base.units", Set.of("base.error")),
          Map.entry("base.progress", Set.of()),
          Map.entry("base.error", Set.of()));

  /** Library package to the packages, under the root, that may use it. */
  private static final Map<String, Set<String>> LIVES_IN =
      Map.ofEntries(
          Map.entry("picocli", Set.of("cli")),
          Map.entry("java.sql", Set.of("ledger")),
          Map.entry("javax.sql", Set.of("ledger")),
          Map.entry("org.sqlite", Set.of("ledger")),
          Map.entry("okhttp3", Set.of("http", "api", "tus", "upload", "source")),
          Map.entry("okio", Set.of("http", "api", "tus", "upload")),
          Map.entry("org.apache.commons.csv", Set.of("source.csv", "terminal", "report")),
          Map.entry("io.prometheus", Set.of("report")),
          Map.entry("ch.qos.logback", Set.of("base.log")),
          Map.entry("com.fasterxml.jackson", Set.of("base.json")),
          Map.entry("com.sun.net.httpserver", Set.of("emulator")));

  /** Imports go down: cli, job, upload, api and tus, http, throttle, base. */
  ArchRule importsGoDown() {
    return classes().should(onlyImport("only import rooms below", this::mayImport));
  }

  ArchRule librariesStayInTheirRooms() {
    return classes().should(onlyImport("only use libraries of its room", this::mayUse));
  }

  ArchRule noCircles() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  /** NullAway reads only marked packages; one without the mark would be unchecked in silence. */
  ArchRule everyPackageIsNullMarked() {
    return classes()
        .that(outsideTheRootPackage())
        .should(
            new ArchCondition<>("be in a package whose package-info is @NullMarked") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                boolean marked =
                    item.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked");
                events.add(
                    new SimpleConditionEvent(
                        item, marked, item.getPackageName() + " has no @NullMarked package-info"));
              }
            });
  }

  /** stdout is data: whoever prints goes through picocli's streams. */
  ArchRule onlyCliTouchesTheStandardStreams() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(root, root + ".cli..")
        .should(ACCESS_STANDARD_STREAMS);
  }

  List<ArchRule> all() {
    return List.of(
        importsGoDown(),
        librariesStayInTheirRooms(),
        noCircles(),
        everyPackageIsNullMarked(),
        onlyCliTouchesTheStandardStreams());
  }

  private boolean mayImport(JavaClass from, JavaClass to) {
    if (!isOurs(to) || room(from).equals(room(to))) {
      return !isOurs(from) || MAY_IMPORT.containsKey(room(from));
    }
    return MAY_IMPORT.getOrDefault(room(from), Set.of()).contains(room(to));
  }

  private boolean mayUse(JavaClass from, JavaClass to) {
    return LIVES_IN.entrySet().stream()
        .filter(library -> isIn(to.getPackageName(), library.getKey()))
        .allMatch(
            library ->
                library.getValue().stream()
                    .anyMatch(home -> isIn(from.getPackageName(), root + "." + home)));
  }

  private boolean isOurs(JavaClass type) {
    return isIn(type.getPackageName(), root);
  }

  private String room(JavaClass type) {
    String below = type.getPackageName().substring(root.length());
    if (below.isEmpty()) {
      return "";
    }
    String[] names = below.substring(1).split("\\.", -1);
    boolean nested = names.length > 1 && FLOORS.contains(names[0]);
    return nested ? names[0] + "." + names[1] : names[0];
  }

  private DescribedPredicate<JavaClass> outsideTheRootPackage() {
    return DescribedPredicate.describe(
        "outside the root package", type -> !type.getPackageName().equals(root));
  }

  private static boolean isIn(String name, String packageName) {
    return name.equals(packageName) || name.startsWith(packageName + ".");
  }

  private static Set<String> with(Set<String> rooms, String... more) {
    Set<String> all = new TreeSet<>(rooms);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  private static ArchCondition<JavaClass> onlyImport(
      String description, BiPredicate<JavaClass, JavaClass> allowed) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
          boolean fine = allowed.test(dependency.getOriginClass(), dependency.getTargetClass());
          events.add(new SimpleConditionEvent(dependency, fine, dependency.getDescription()));
        }
      }
    };
  }
}
