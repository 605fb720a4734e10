package io.kinescope.uploader.cli;

import io.kinescope.uploader.cli.CrashRows.Kind;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.InitIdRule;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Visits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One point of the crash matrix.
 *
 * @param name what dies where
 * @param door the way in
 * @param kinds the rows that come in
 * @param play kills, runs again, asserts; what it returns stands behind the name in the list
 */
record CrashScenario(
    String name, CrashDoor door, Set<Kind> kinds, EmulatorSettings settings, Play play) {
  private static final String BEFORE = "before";
  private static final String AFTER = "after";
  static final Set<String> UPLOADED = Set.of("uploaded");
  static final Set<String> ADOPTED = Set.of("adopted");
  static final Set<String> SKIPPED = Set.of("skipped");
  private static final int MIDDLE_OF_SMALL = 20_000;
  private static final int MIDDLE_OF_LARGE = 3 << 20;

  /** What is done at the point. */
  @FunctionalInterface
  interface Play {
    String on(CrashLab lab) throws Exception;
  }

  static CrashScenario of(String name, Play play) {
    return of(name, ImportLab.quick(), play);
  }

  /** With all kinds but the one that takes long. */
  static CrashScenario of(String name, EmulatorSettings settings, Play play) {
    return new CrashScenario(
        name, CrashDoor.LIST, EnumSet.complementOf(EnumSet.of(Kind.TUS)), settings, play);
  }

  /** With the kind in the middle of others or, where it takes long, after one. */
  static CrashScenario of(Kind victim, String name, Play play) {
    return victim == Kind.TUS
        ? new CrashScenario(
            name, CrashDoor.LIST, EnumSet.of(Kind.SINGLE, Kind.TUS), ImportLab.quick(), play)
        : of(name, play);
  }

  /** The same at a service that does this with the ids that links are asked for with. */
  CrashScenario in(InitIdRule rule) {
    settings.initIds(rule);
    return new CrashScenario(
        "ids are " + rule + "; " + name,
        door,
        kinds,
        settings,
        lab -> {
          lab.expect(rule);
          return play.on(lab);
        });
  }

  /** Whether it dies where a link is asked for. */
  boolean asksForALink() {
    return name.matches(".*(?i:link|tus).*(intend|linked).*|.*INIT.*");
  }

  /** Where an exchange is cut by killing the client. */
  enum Moment {
    BEFORE_IT("before it is carried out"),
    IN_BODY("in the middle of its body"),
    BEFORE_ANSWER("carried out, before the answer"),
    AFTER_ANSWER("right after the answer");

    final String words;

    Moment(String words) {
      this.words = words;
    }

    FaultAction kill(CrashLab lab, long middle) {
      return then(lab::kill, middle);
    }

    FaultAction then(Runnable death, long middle) {
      return switch (this) {
        case BEFORE_IT -> Visits.after(FaultAction.dropBeforeReading(), death);
        case IN_BODY -> Visits.after(FaultAction.dropAfterBytes(middle), death);
        case BEFORE_ANSWER -> Visits.after(FaultAction.loseAnswer(), death);
        case AFTER_ANSWER -> Visits.after(FaultAction.delay(Duration.ZERO), death);
      };
    }
  }

  /** Halts before and after each step of the ledger on a row's good way. */
  static List<CrashScenario> ledgerSteps() {
    List<CrashScenario> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      int number =
          kind == Kind.TUS ? 2 : List.of(Kind.values()).indexOf(kind) + 1; // of the row in the CSV
      boolean byLink = kind == Kind.LINK || kind == Kind.TUS;
      all.add(step(kind, BEFORE, "intend", number, UPLOADED, 0));
      all.add(step(kind, AFTER, "intend", number, UPLOADED, 0));
      if (byLink) {
        all.add(step(kind, BEFORE, "linked", 1, UPLOADED, 1));
        all.add(step(kind, AFTER, "linked", 1, UPLOADED, 0));
      }
      all.add(step(kind, BEFORE, "settle(Uploaded)", number, byLink ? UPLOADED : ADOPTED, 0));
      all.add(step(kind, AFTER, "settle(Uploaded)", number, SKIPPED, 0));
      if (byLink) { // its links come later
        all.add(step(kind, BEFORE, "processed", 1, SKIPPED, 0));
        all.add(step(kind, AFTER, "processed", 1, SKIPPED, 0));
      }
    }
    return all;
  }

  private static CrashScenario step(
      Kind kind, String when, String step, int number, Set<String> state, int junk) {
    return of(
        kind,
        kind + ": halt " + when + " " + step,
        lab -> {
          lab.halted(when + " " + step + " " + number);
          lab.allDone(lab.again(), states(kind, state), Set.of(junk));
          return verdict(lab, kind);
        });
  }

  /** What a run finds after a death in one row: those before it are done, those after it new. */
  static Map<Kind, Set<String>> states(Kind victim, Set<String> state) {
    Map<Kind, Set<String>> states = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      int side = kind.compareTo(victim);
      states.put(kind, side < 0 ? SKIPPED : side == 0 ? state : UPLOADED);
    }
    return states;
  }

  static String verdict(CrashLab lab, Kind kind) {
    int junk = lab.sandbox.state().videos().size() - lab.rowCount();
    return lab.stateThen(kind) + (junk == 0 ? "" : ", " + junk + " orphan reported");
  }

  /** SIGKILL around each exchange of a row's good way. */
  static List<CrashScenario> exchanges() {
    List<CrashScenario> all = new ArrayList<>();
    for (Moment moment : Moment.values()) {
      boolean inBody = moment == Moment.IN_BODY;
      Set<String> made = moment == Moment.BEFORE_IT ? UPLOADED : ADOPTED;
      Set<Integer> junk = moment == Moment.BEFORE_IT ? Set.of(0) : Set.of(1);
      if (!inBody) {
        all.add(exchange(Kind.URL, Operation.URL, 1, moment, made, Set.of(0)));
        all.add(exchange(Kind.LINK, Operation.INIT, 1, moment, UPLOADED, junk));
        // The links of a video that is settled: the row is done without them.
        all.add(exchange(Kind.LINK, Operation.VIDEO_GET, 1, moment, SKIPPED, Set.of(0)));
        all.add(exchange(Kind.TUS, Operation.INIT, 1, moment, UPLOADED, junk));
        all.add(exchange(Kind.TUS, Operation.TUS_HEAD, 1, moment, UPLOADED, Set.of(0)));
        all.add(exchange(Kind.TUS, Operation.TUS_OPTIONS, 1, moment, UPLOADED, Set.of(0)));
        all.add(exchange(Kind.TUS, Operation.VIDEO_GET, 1, moment, SKIPPED, Set.of(0)));
      }
      all.add(
          exchange(
              Kind.SINGLE,
              Operation.SINGLE,
              1,
              moment,
              inBody ? UPLOADED : made,
              Set.of(inBody ? 1 : 0)));
      all.add(exchange(Kind.LINK, Operation.LINK_POST, 1, moment, UPLOADED, Set.of(0)));
      all.add(exchange(Kind.TUS, Operation.TUS_PATCH, 1, moment, UPLOADED, Set.of(0)));
      all.add(exchange(Kind.TUS, Operation.TUS_PATCH, 2, moment, UPLOADED, Set.of(0)));
    }
    return all;
  }

  private static CrashScenario exchange(
      Kind kind,
      Operation operation,
      int number,
      Moment moment,
      Set<String> state,
      Set<Integer> junk) {
    int middle = kind == Kind.TUS ? MIDDLE_OF_LARGE : MIDDLE_OF_SMALL;
    String which = operation == Operation.TUS_PATCH ? " " + number : "";
    return of(
        kind,
        kind + ": SIGKILL at " + operation + which + ", " + moment.words,
        lab -> {
          lab.play(FaultRule.on(operation).nth(number).then(moment.kill(lab, middle)));
          lab.killed();
          if (moment == Moment.AFTER_ANSWER) {
            // Until the signal is there the process goes on: to the row's end, or to the next row.
            lab.allDone(lab.again(), CrashTroubles.done(), Set.of(0, 1));
          } else {
            lab.allDone(lab.again(), states(kind, state), junk);
          }
          return verdict(lab, kind);
        });
  }
}
