package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.cli.CrashRows.Kind;
import io.kinescope.uploader.cli.CrashScenario.Moment;
import io.kinescope.uploader.cli.CrashScenario.Play;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows of every kind with one title and one parent: a video found by its title may be anyone's. */
final class CrashTitles {
  private static final int TRANSIENT = 5;
  private static final int NEEDS_A_PERSON = 3;
  private static final Set<String> FAILED = Set.of("failed");
  private static final FaultRule BUSY =
      FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(503));
  private static final int MIDDLE = 20_000;

  private CrashTitles() {}

  private static CrashScenario of(String name, Play play) {
    return new CrashScenario(
        name, CrashDoor.LIST, EnumSet.allOf(Kind.class), ImportLab.quick(), play);
  }

  static List<CrashScenario> all() {
    List<CrashScenario> all = new ArrayList<>();
    all.add(together(Operation.URL, 1, Moment.BEFORE_ANSWER, Set.of(0)));
    all.add(together(Operation.SINGLE, 1, Moment.BEFORE_ANSWER, Set.of(0)));
    all.add(together(Operation.SINGLE, 1, Moment.IN_BODY, Set.of(1)));
    all.add(together(Operation.INIT, 1, Moment.BEFORE_ANSWER, Set.of(1)));
    all.add(together(Operation.INIT, 2, Moment.BEFORE_ANSWER, Set.of(1)));
    // Bytes go to a link while another row's create call is under way: one, since titles are equal.
    all.add(together(Operation.LINK_POST, 1, Moment.IN_BODY, Set.of(0, 1)));
    all.add(together(Operation.TUS_PATCH, 1, Moment.IN_BODY, Set.of(0, 1)));
    all.add(
        of(
            "4 rows at once: two die in INIT, one after the other",
            lab -> {
              lab.parallel(Kind.values().length);
              for (int i = 0; i < 2; i++) {
                kill(lab, Operation.INIT, Moment.BEFORE_ANSWER);
              }
              lab.allDone(lab.again(), CrashTroubles.done(), Set.of(2));
              return "done, " + lab.anyJunk() + " orphans reported";
            }));
    all.add(
        of(
            "the orphan of one row is no other's video",
            lab -> {
              dieInInit(lab);
              lab.play(BUSY);
              Map<Kind, Set<String>> states = new EnumMap<>(CrashTroubles.done());
              states.put(Kind.URL, FAILED);
              lab.ended(lab.again("--retries", "0"), TRANSIENT, states);
              kill(lab, Operation.URL, Moment.BEFORE_IT);
              lab.allDone(lab.again(), CrashTroubles.done(), Set.of(1));
              return lab.stateThen(Kind.URL) + ", 1 orphan reported";
            }));
    all.add(
        of(
            "a orphan that may be the video of a URL not fetched yet",
            lab -> {
              dieInInit(lab);
              kill(lab, Operation.URL, Moment.BEFORE_IT);
              Map<Kind, Set<String>> states = new EnumMap<>(CrashTroubles.done());
              states.put(Kind.URL, FAILED);
              states.put(Kind.LINK, FAILED);
              lab.ended(lab.again(), NEEDS_A_PERSON, states);
              int videos = lab.sandbox.state().videos().size();
              lab.ended(lab.again(), NEEDS_A_PERSON, states);
              assertThat(lab.sandbox.state().videos()).hasSize(videos);
              lab.allDone(lab.again("--retry-unknown"), CrashTroubles.done(), Set.of(1));
              return "both left to a person; uploaded with --retry-unknown";
            }));
    return all;
  }

  /** The URL's row fails, to be tried again; the link's leaves an empty video. */
  private static void dieInInit(CrashLab lab) throws Exception {
    lab.play(
        BUSY, FaultRule.on(Operation.INIT).nth(1).then(Moment.BEFORE_ANSWER.kill(lab, MIDDLE)));
    lab.killed("--retries", "0");
  }

  private static void kill(CrashLab lab, Operation operation, Moment moment) throws Exception {
    lab.play(FaultRule.on(operation).nth(1).then(moment.kill(lab, MIDDLE)));
    lab.killed();
  }

  private static CrashScenario together(
      Operation operation, int number, Moment moment, Set<Integer> junk) {
    return of(
        "4 rows at once: SIGKILL at " + operation + " " + number + ", " + moment.words,
        lab -> {
          lab.parallel(Kind.values().length);
          lab.play(FaultRule.on(operation).nth(number).then(moment.kill(lab, MIDDLE)));
          lab.killed();
          lab.allDone(lab.again(), CrashTroubles.done(), junk);
          return lab.anyJunk().equals(Set.of(0)) ? "done" : "done, 1 orphan reported";
        });
  }
}
