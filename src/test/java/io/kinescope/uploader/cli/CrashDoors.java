package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.cli.CrashRows.Kind;
import io.kinescope.uploader.cli.CrashScenario.Moment;
import io.kinescope.uploader.cli.CrashScenario.Play;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.InitIdRule;
import io.kinescope.uploader.emulator.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Points of the crash matrix at every door, with and without {@code --adopt-existing}. Most die in
 * the test's own process: the ledger is out of reach from then on, and nothing is tried twice, so
 * that what is left is what a killed process leaves.
 */
final class CrashDoors {
  private static final List<String> SIDES = List.of("before", "after");
  private static final List<Moment> MOMENTS =
      List.of(Moment.BEFORE_IT, Moment.IN_BODY, Moment.BEFORE_ANSWER);
  private static final Set<Integer> NONE = Set.of(0);
  private static final Set<Integer> ONE = Set.of(1);
  private static final Set<Integer> ANY = Set.of(0, 1);
  private static final Set<String> DONE = Set.of("uploaded", "adopted", "skipped");
  private static final String ADOPT = "--adopt-existing";
  private static final int MIDDLE = 20_000;
  private static final int TOGETHER = 4;
  private static final int MAX_KILLS = 4;
  private static final int SHORTEST_LIFE = 250;
  private static final int LONGEST_LIFE = 1000;

  /** Longer than any doubt about clocks. */
  private static final Duration LONG_AGO = Duration.ofDays(3);

  private CrashDoors() {}

  /**
   * An item on its way.
   *
   * @param kinds what comes in beside it
   * @param options what makes it go this way
   * @param item its number among all, from 1
   * @param create the call that makes its video
   * @param call which of these calls that is, from 1
   * @param body the call that brings the bytes to its link; the create call where there is no link
   * @param bodies which of these calls are the item's, from 1
   */
  private record Victim(
      String name,
      CrashDoor door,
      Set<Kind> kinds,
      List<String> options,
      int item,
      Operation create,
      int call,
      Operation body,
      List<Integer> bodies) {
    boolean byLink() {
      return create == Operation.INIT;
    }

    /** What the next run makes of a create call that was carried out. */
    Set<String> afterCreate() {
      return byLink() ? CrashScenario.UPLOADED : CrashScenario.ADOPTED;
    }

    Set<Integer> orphans() {
      return byLink() ? ONE : NONE;
    }
  }

  private static final Set<Kind> LISTED = EnumSet.of(Kind.URL, Kind.SINGLE, Kind.LINK);
  private static final Set<Kind> IN_FOLDER = EnumSet.of(Kind.SINGLE);

  private static List<Victim> list() {
    return List.of(
        listed(Kind.URL, Operation.URL, Operation.URL),
        listed(Kind.SINGLE, Operation.SINGLE, Operation.SINGLE),
        listed(Kind.LINK, Operation.INIT, Operation.LINK_POST));
  }

  private static Victim listed(Kind kind, Operation create, Operation body) {
    int item = List.of(Kind.values()).indexOf(kind) + 1;
    return new Victim(
        kind.toString(), CrashDoor.LIST, LISTED, List.of(), item, create, 1, body, List.of(1));
  }

  /** The first of two files with one title, and the second. */
  private static List<Victim> files() {
    List<Victim> all = new ArrayList<>();
    for (int item : new int[] {1, 3}) {
      String which = " " + item;
      all.add(
          file("one request" + which, List.of(), item, Operation.SINGLE, Operation.SINGLE, item));
      all.add(
          file(
              "link" + which,
              List.of("--method", "link"),
              item,
              Operation.INIT,
              Operation.LINK_POST,
              item));
      // Chunks of the three files: 4, 1 and 4.
      all.add(
          file(
              "Tus" + which,
              List.of("--method", "tus", "--chunk-size", "128K"),
              item,
              Operation.INIT,
              Operation.TUS_PATCH,
              item == 1 ? new int[] {1, 3} : new int[] {6, 9}));
    }
    return all;
  }

  private static Victim file(
      String name,
      List<String> options,
      int item,
      Operation create,
      Operation body,
      int... bodies) {
    List<Integer> numbers = new ArrayList<>();
    for (int number : bodies) {
      numbers.add(number);
    }
    return new Victim(name, CrashDoor.FILES, IN_FOLDER, options, item, create, item, body, numbers);
  }

  private static Victim url() {
    return new Victim(
        "",
        CrashDoor.URL,
        EnumSet.of(Kind.URL),
        List.of(),
        1,
        Operation.URL,
        1,
        Operation.URL,
        List.of(1));
  }

  /** Of rows of a list, which die without {@code --adopt-existing} in processes of their own. */
  static List<CrashScenario> ofList() {
    List<CrashScenario> all = new ArrayList<>();
    for (Victim victim : list()) {
      all.addAll(of(victim, true));
    }
    all.addAll(held(list().get(0), 3));
    return all;
  }

  /** Of files. */
  static List<CrashScenario> ofFiles() {
    List<CrashScenario> all = new ArrayList<>();
    for (Victim victim : files()) {
      all.addAll(of(victim, false));
      all.addAll(of(victim, true));
    }
    files().stream().filter(victim -> victim.item() == 1).forEach(v -> all.addAll(held(v, 3)));
    return all;
  }

  /** Of files that go by link, where ids are honored or refused. */
  static List<CrashScenario> ofIds(InitIdRule rule) {
    List<CrashScenario> all = new ArrayList<>();
    for (Victim victim : files()) {
      if (victim.byLink()) {
        all.addAll(steps(victim, false));
        all.addAll(exchanges(victim, false));
      }
    }
    all.removeIf(scenario -> !scenario.asksForALink());
    Victim first = files().get(1);
    if (rule == InitIdRule.REFUSED) { // the call without an id
      Victim bare =
          new Victim(
              first.name() + " without an id",
              first.door(),
              first.kinds(),
              first.options(),
              first.item(),
              first.create(),
              2,
              first.body(),
              first.bodies());
      all.addAll(exchanges(bare, false));
      all.addAll(lost(bare, false));
    } else {
      for (Operation operation : List.of(Operation.VIDEO_GET, Operation.VIDEO_DELETE)) {
        for (Moment moment : List.of(Moment.BEFORE_IT, Moment.BEFORE_ANSWER)) {
          all.add(settling(first, operation, moment));
        }
      }
    }
    return all.stream().map(scenario -> scenario.in(rule)).toList();
  }

  /**
   * The answer to the call for a link is lost, and the run dies while it settles that by the id.
   */
  private static CrashScenario settling(Victim victim, Operation operation, Moment moment) {
    return scenario(
        victim,
        "answer lost; dies at " + operation + ", " + moment.words,
        false,
        lab -> {
          CrashPoint point = CrashPoint.here("never");
          lab.play(
              FaultRule.on(victim.create()).nth(1).then(FaultAction.loseAnswer()),
              FaultRule.on(operation).nth(1).then(moment.then(point::die, MIDDLE)));
          lab.dies(point, "--retries", "0");
          lab.parallel(TOGETHER);
          return lab.finish(victim.item(), CrashScenario.UPLOADED, NONE);
        });
  }

  /** Of one URL. */
  static List<CrashScenario> ofUrl() {
    List<CrashScenario> all = new ArrayList<>();
    all.addAll(of(url(), false));
    all.addAll(of(url(), true));
    all.addAll(held(url(), 1));
    for (boolean adopt : new boolean[] {false, true}) {
      for (Moment moment : List.of(Moment.BEFORE_IT, Moment.BEFORE_ANSWER)) {
        all.add(killed(url(), Operation.URL, 1, moment, adopt, NONE));
      }
    }
    return all;
  }

  /** Of a folder with a large file, four at once, in processes that are killed. */
  static List<CrashScenario> ofFolder() {
    List<CrashScenario> all = new ArrayList<>();
    Victim any =
        new Victim(
            "4 at once",
            CrashDoor.FILES,
            EnumSet.allOf(Kind.class),
            List.of(),
            1,
            Operation.SINGLE,
            1,
            Operation.SINGLE,
            List.of(1));
    long seed = 20_261_128;
    for (boolean adopt : new boolean[] {false, true}) {
      all.add(killed(any, Operation.SINGLE, 1, Moment.BEFORE_ANSWER, adopt, Set.of(0, 1, 2)));
      all.add(killed(any, Operation.SINGLE, 2, Moment.IN_BODY, adopt, Set.of(0, 1, 2, 3)));
      all.add(killed(any, Operation.INIT, 1, Moment.BEFORE_ANSWER, adopt, Set.of(0, 1, 2, 3)));
      all.add(killed(any, Operation.TUS_PATCH, 2, Moment.IN_BODY, adopt, Set.of(0, 1, 2)));
      long own = seed++;
      all.add(
          scenario(
              any, "seed " + own + ": SIGKILL at random moments", adopt, lab -> random(lab, own)));
    }
    return all;
  }

  private static String random(CrashLab lab, long seed) throws Exception {
    lab.parallel(TOGETHER);
    Random random = new Random(seed);
    List<Integer> lives = new ArrayList<>();
    boolean killed = true;
    while (killed && lives.size() < MAX_KILLS) {
      int life = SHORTEST_LIFE + random.nextInt(LONGEST_LIFE - SHORTEST_LIFE);
      killed = lab.killedAfter(life);
      lives.add(life);
    }
    Set<Integer> orphans = Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8); // only that they are reported counts
    return lab.finish(1, DONE, orphans) + "; killed after " + lives + " ms";
  }

  private static CrashScenario killed(
      Victim victim,
      Operation operation,
      int number,
      Moment moment,
      boolean adopt,
      Set<Integer> orphans) {
    return scenario(
        victim,
        "SIGKILL at " + operation + " " + number + ", " + moment.words,
        adopt,
        lab -> {
          lab.parallel(TOGETHER);
          lab.play(FaultRule.on(operation).nth(number).then(moment.kill(lab, MIDDLE)));
          lab.killed();
          return lab.finish(1, DONE, orphans);
        });
  }

  private static CrashScenario scenario(Victim victim, String name, boolean adopt, Play play) {
    List<String> options = new ArrayList<>(victim.options());
    if (adopt) {
      options.add(ADOPT);
    }
    return new CrashScenario(
        victim.door()
            + (victim.name().isEmpty() ? "" : ", " + victim.name())
            + (adopt ? ", adopting: " : ": ")
            + name,
        victim.door(),
        victim.kinds(),
        ImportLab.quick(),
        lab -> {
          lab.always(options);
          return play.on(lab);
        });
  }

  private static List<CrashScenario> of(Victim victim, boolean adopt) {
    List<CrashScenario> all = new ArrayList<>();
    all.addAll(steps(victim, adopt));
    all.addAll(exchanges(victim, adopt));
    all.addAll(lost(victim, adopt));
    return all;
  }

  private static List<CrashScenario> steps(Victim victim, boolean adopt) {
    int item = victim.item();
    Set<String> made = victim.byLink() ? CrashScenario.UPLOADED : CrashScenario.ADOPTED;
    List<CrashScenario> all = new ArrayList<>();
    all.add(step(victim, adopt, "before intend " + item, CrashScenario.UPLOADED, NONE));
    all.add(step(victim, adopt, "after intend " + item, CrashScenario.UPLOADED, NONE));
    if (victim.byLink()) {
      String linked = " linked " + victim.call();
      all.add(step(victim, adopt, "before" + linked, CrashScenario.UPLOADED, ONE));
      all.add(step(victim, adopt, "after" + linked, CrashScenario.UPLOADED, NONE));
    }
    all.add(step(victim, adopt, "before settle(Uploaded) " + item, made, NONE));
    all.add(step(victim, adopt, "after settle(Uploaded) " + item, CrashScenario.SKIPPED, NONE));
    if (victim.byLink() && victim.call() == 1) { // its links come while the next is on its way
      all.add(step(victim, adopt, "before processed 1", CrashScenario.SKIPPED, ANY));
      all.add(step(victim, adopt, "after processed 1", CrashScenario.SKIPPED, ANY));
    }
    return all;
  }

  private static CrashScenario step(
      Victim victim, boolean adopt, String where, Set<String> states, Set<Integer> orphans) {
    return scenario(
        victim,
        "dies " + where,
        adopt,
        lab -> {
          lab.dies(where);
          lab.parallel(TOGETHER);
          return lab.finish(victim.item(), states, orphans);
        });
  }

  private static List<CrashScenario> exchanges(Victim victim, boolean adopt) {
    List<CrashScenario> all = new ArrayList<>();
    for (Moment moment : MOMENTS) {
      boolean inBody = moment == Moment.IN_BODY;
      boolean carriedOut = moment == Moment.BEFORE_ANSWER;
      if (!inBody || victim.create() == Operation.SINGLE) {
        all.add(
            exchange(
                victim,
                adopt,
                victim.create(),
                victim.call(),
                moment,
                carriedOut ? victim.afterCreate() : CrashScenario.UPLOADED,
                inBody ? ONE : carriedOut ? victim.orphans() : NONE));
      }
      if (victim.byLink()) {
        for (int number : victim.bodies()) {
          all.add(
              exchange(victim, adopt, victim.body(), number, moment, CrashScenario.UPLOADED, NONE));
        }
      }
      if (victim.byLink() && victim.call() == 1 && !inBody) {
        all.add(
            exchange(victim, adopt, Operation.VIDEO_GET, 1, moment, CrashScenario.SKIPPED, ANY));
      }
      if (victim.body() == Operation.TUS_PATCH && victim.call() == 1 && !inBody) {
        for (Operation asked : List.of(Operation.TUS_HEAD, Operation.TUS_OPTIONS)) {
          all.add(exchange(victim, adopt, asked, 1, moment, CrashScenario.UPLOADED, NONE));
        }
      }
      if (adopt && victim.call() == 1 && victim.item() == 1 && !inBody) {
        for (int number : new int[] {1, 2}) {
          all.add(
              exchange(
                  victim,
                  adopt,
                  Operation.VIDEO_LIST,
                  number,
                  moment,
                  CrashScenario.UPLOADED,
                  NONE));
        }
      }
    }
    return all;
  }

  private static CrashScenario exchange(
      Victim victim,
      boolean adopt,
      Operation operation,
      int number,
      Moment moment,
      Set<String> states,
      Set<Integer> orphans) {
    return scenario(
        victim,
        "dies at " + operation + " " + number + ", " + moment.words,
        adopt,
        lab -> {
          dies(lab, operation, number, moment);
          lab.parallel(TOGETHER);
          return lab.finish(victim.item(), states, orphans);
        });
  }

  private static void dies(CrashLab lab, Operation operation, int number, Moment moment)
      throws InterruptedException {
    CrashPoint point = CrashPoint.here("never");
    lab.play(FaultRule.on(operation).nth(number).then(moment.then(point::die, MIDDLE)));
    lab.dies(point, "--retries", "0");
  }

  /** The answer to the create call is lost, and the run dies while it finds out. */
  private static List<CrashScenario> lost(Victim victim, boolean adopt) {
    List<CrashScenario> all = new ArrayList<>();
    for (String side : SIDES) {
      String where = side + (victim.byLink() ? " orphan 1" : " adopt 1");
      Set<String> states =
          victim.byLink()
              ? CrashScenario.UPLOADED
              : side.equals("after") ? CrashScenario.SKIPPED : CrashScenario.ADOPTED;
      all.add(
          scenario(
              victim,
              "answer lost; dies " + where,
              adopt,
              lab -> {
                lab.play(
                    FaultRule.on(victim.create())
                        .nth(victim.call())
                        .then(FaultAction.loseAnswer()));
                lab.dies(where);
                lab.parallel(TOGETHER);
                return lab.finish(victim.item(), states, victim.orphans());
              }));
    }
    return all;
  }

  /** The parent holds all, or some, of the items before, and nobody remembers. */
  private static List<CrashScenario> held(Victim victim, int items) {
    List<CrashScenario> all = new ArrayList<>();
    for (String side : SIDES) {
      for (int item : items == 1 ? new int[] {1} : new int[] {1, items}) {
        boolean after = side.equals("after");
        String where = side + " adopt " + item;
        all.add(
            scenario(
                victim,
                "all held; dies " + where,
                true,
                lab -> {
                  allHeld(lab);
                  lab.dies(where);
                  lab.parallel(TOGETHER);
                  return lab.finish(
                      item, after ? CrashScenario.SKIPPED : CrashScenario.ADOPTED, NONE);
                }));
      }
    }
    for (Moment moment : List.of(Moment.BEFORE_IT, Moment.BEFORE_ANSWER)) {
      all.add(
          scenario(
              victim,
              "all held; dies at VIDEO_LIST 1, " + moment.words,
              true,
              lab -> {
                allHeld(lab);
                dies(lab, Operation.VIDEO_LIST, 1, moment);
                return lab.finish(1, CrashScenario.ADOPTED, NONE);
              }));
    }
    all.add(heldLongAgo(victim));
    if (items > 1) {
      all.addAll(firstHeld(victim));
    }
    return all;
  }

  private static void allHeld(CrashLab lab) throws Exception {
    assertThat(lab.again().exit()).isZero();
    lab.forget();
  }

  /** What is held stays apart from what a lost call made. */
  private static List<CrashScenario> firstHeld(Victim victim) {
    List<CrashScenario> all = new ArrayList<>();
    for (String where : List.of("before intend 1", "after intend 1", "before settle(Uploaded) 1")) {
      all.add(
          scenario(
              victim,
              "the first held; dies " + where,
              true,
              lab -> {
                lab.dies("after settle(Uploaded) 1");
                lab.forget();
                lab.dies(where);
                lab.parallel(TOGETHER);
                return lab.finish(1, CrashScenario.SKIPPED, NONE);
              }));
    }
    return all;
  }

  /**
   * A call that may have gone out is looked up by what was made since, not by what the parent held
   * before: the older video of this title is nobody's.
   */
  private static CrashScenario heldLongAgo(Victim victim) {
    return scenario(
        victim,
        "all held long ago; dies at " + victim.create() + ", before it is carried out",
        true,
        lab -> {
          lab.pass(LONG_AGO.negated());
          allHeld(lab);
          lab.pass(LONG_AGO);
          String older = lab.sandbox.state().videos().get(0).id();
          lab.always(victim.options());
          dies(lab, victim.create(), 1, Moment.BEFORE_IT);
          List<String> adopting = new ArrayList<>(victim.options());
          adopting.add(ADOPT);
          lab.always(adopting);
          return lab.finishBeside(older);
        });
  }
}
