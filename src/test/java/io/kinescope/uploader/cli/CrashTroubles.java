package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.cli.CrashRows.Kind;
import io.kinescope.uploader.cli.CrashScenario.Moment;
import io.kinescope.uploader.cli.CrashScenario.Play;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import io.kinescope.uploader.emulator.Visits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;

/** Points of the crash matrix beside a row's good way. */
final class CrashTroubles {
  private static final int REFUSED = 422;
  private static final int NEEDS_A_PERSON = 3;
  private static final Set<String> FAILED = Set.of("failed");
  private static final Set<String> DEFERRED = Set.of("deferred");
  private static final Set<String> DONE = Set.of("uploaded", "adopted", "skipped");
  private static final Set<Integer> NO_JUNK = Set.of(0);
  private static final int MIDDLE = 20_000;
  private static final Duration NO_TIME = Duration.ZERO;
  private static final List<String> SIDES = List.of("before", "after");
  private static final List<Moment> AROUND =
      List.of(Moment.BEFORE_IT, Moment.BEFORE_ANSWER, Moment.AFTER_ANSWER);
  private static final String UPLOAD_ONLY = "3c2a4e5c-0000-4000-8000-00000000c0de";

  private CrashTroubles() {}

  /** All of them. */
  static List<CrashScenario> all() {
    List<CrashScenario> all = new ArrayList<>();
    all.addAll(failures());
    all.addAll(lostAnswers());
    all.addAll(twice());
    all.addAll(afterwards());
    all.addAll(reports());
    return all;
  }

  /** Each row is done, by this run or an earlier one. */
  static Map<Kind, Set<String>> done() {
    return all(DONE);
  }

  private static List<CrashScenario> failures() {
    List<CrashScenario> all = new ArrayList<>();
    all.add(
        CrashScenario.of(
            "URL: refused; halt before settle(Failed)",
            lab -> {
              lab.play(FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(REFUSED)));
              lab.halted("before settle(Failed) 1");
              return finished(lab, Kind.URL, CrashScenario.UPLOADED);
            }));
    all.add(
        CrashScenario.of(
            "URL: refused; halt after settle(Failed)",
            lab -> {
              lab.play(FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(REFUSED)));
              lab.halted("after settle(Failed) 1");
              return stays(lab);
            }));
    for (String side : SIDES) {
      all.add(brokenOff(Kind.LINK, Operation.LINK_POST, 1, side));
      all.add(brokenOff(Kind.TUS, Operation.TUS_PATCH, 2, side));
      all.add(brokenOff(Kind.LINK, Operation.INIT, 1, side));
    }
    return all;
  }

  /** It fails, and that is not the end: the next run goes on with the same video. */
  private static CrashScenario brokenOff(Kind kind, Operation operation, int from, String side) {
    return CrashScenario.of(
        kind,
        kind + ": 503 at " + operation + "; halt " + side + " settle(Failed)",
        lab -> {
          lab.play(FaultRule.on(operation).from(from).then(FaultAction.status(503)));
          lab.halted(side + " settle(Failed) 1", "--retries", "0");
          return finished(lab, kind, CrashScenario.UPLOADED);
        });
  }

  private static String stays(CrashLab lab) throws Exception {
    lab.ended(lab.again(), NEEDS_A_PERSON, CrashScenario.states(Kind.URL, FAILED));
    Map<Kind, Set<String>> states = all(CrashScenario.SKIPPED);
    states.put(Kind.URL, CrashScenario.UPLOADED);
    lab.allDone(lab.again("--retry-failed"), states, NO_JUNK);
    return "failed, and uploaded with --retry-failed";
  }

  private static String finished(CrashLab lab, Kind kind, Set<String> state) throws Exception {
    lab.allDone(lab.again(), CrashScenario.states(kind, state), NO_JUNK);
    return CrashScenario.verdict(lab, kind);
  }

  private static Map<Kind, Set<String>> all(Set<String> state) {
    Map<Kind, Set<String>> states = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      states.put(kind, state);
    }
    return states;
  }

  private static List<CrashScenario> lostAnswers() {
    List<CrashScenario> all = new ArrayList<>();
    for (Kind kind : List.of(Kind.URL, Kind.SINGLE)) {
      Operation create = Operation.valueOf(kind.name());
      FaultRule lost = FaultRule.on(create).nth(1).then(FaultAction.loseAnswer());
      for (String side : SIDES) {
        Set<String> then = side.equals("after") ? CrashScenario.SKIPPED : CrashScenario.ADOPTED;
        all.add(
            CrashScenario.of(
                kind + ": answer lost; halt " + side + " adopt",
                lab -> {
                  lab.play(lost);
                  lab.halted(side + " adopt 1");
                  return finished(lab, kind, then);
                }));
        all.add(unknown(kind, side, lost));
      }
      for (Moment moment : AROUND) {
        all.add(
            CrashScenario.of(
                kind + ": answer lost; SIGKILL at the look-up, " + moment.words,
                lab -> {
                  lab.play(
                      lost,
                      FaultRule.on(Operation.VIDEO_LIST).nth(1).then(moment.kill(lab, MIDDLE)));
                  lab.killed();
                  if (moment == Moment.AFTER_ANSWER) { // it may come as far as the next row
                    lab.allDone(lab.again(), done(), Set.of(0, 1));
                    return CrashScenario.verdict(lab, kind);
                  }
                  return finished(lab, kind, CrashScenario.ADOPTED);
                }));
      }
    }
    return all;
  }

  /** With a token that may not read, nobody can tell; with another, the next run can. */
  private static CrashScenario unknown(Kind kind, String side, FaultRule lost) {
    EmulatorSettings settings = ImportLab.quick().extraToken(UPLOAD_ONLY, Set.of(Right.UPLOAD));
    return CrashScenario.of(
        kind + ": answer lost, no right to read; halt " + side + " settle(Unknown)",
        settings,
        lab -> {
          String token = lab.sandbox.token();
          lab.token(UPLOAD_ONLY);
          lab.play(lost);
          lab.halted(side + " settle(Unknown) 1");
          Map<Kind, Set<String>> limited = CrashScenario.states(kind, FAILED);
          limited.replaceAll(
              (other, state) -> state.equals(CrashScenario.UPLOADED) ? DEFERRED : state);
          lab.ended(lab.again("--limit", "1"), NEEDS_A_PERSON, limited);
          assertThat(lab.said()).contains("may not read videos");
          lab.token(token);
          return "left to a person; with the right to read "
              + finished(lab, kind, CrashScenario.ADOPTED);
        });
  }

  /** The run that finds what the first one left is killed, too. */
  private static List<CrashScenario> twice() {
    List<CrashScenario> all = new ArrayList<>();
    for (String side : SIDES) {
      all.add(
          CrashScenario.of(
              "URL: SIGKILL before the answer; then halt " + side + " adopt",
              lab -> {
                lab.play(
                    FaultRule.on(Operation.URL).nth(1).then(Moment.BEFORE_ANSWER.kill(lab, 0)));
                lab.killed();
                lab.halted(side + " adopt 1");
                boolean after = side.equals("after");
                return finished(
                    lab, Kind.URL, after ? CrashScenario.SKIPPED : CrashScenario.ADOPTED);
              }));
    }
    all.add(
        again(
            "URL: SIGKILL before it, then before the answer",
            Kind.URL,
            Operation.URL,
            Moment.BEFORE_IT,
            Moment.BEFORE_ANSWER,
            CrashScenario.ADOPTED,
            0));
    all.add(
        again(
            "SINGLE: SIGKILL in the body, twice",
            Kind.SINGLE,
            Operation.SINGLE,
            Moment.IN_BODY,
            Moment.IN_BODY,
            CrashScenario.UPLOADED,
            2));
    all.add(
        again(
            "LINK: SIGKILL before the answer to INIT, twice",
            Kind.LINK,
            Operation.INIT,
            Moment.BEFORE_ANSWER,
            Moment.BEFORE_ANSWER,
            CrashScenario.UPLOADED,
            2));
    all.add(
        again(
            "LINK: SIGKILL in the body of LINK_POST, twice",
            Kind.LINK,
            Operation.LINK_POST,
            Moment.IN_BODY,
            Moment.IN_BODY,
            CrashScenario.UPLOADED,
            0));
    all.add(
        again(
            "TUS: SIGKILL in the body of TUS_PATCH, twice",
            Kind.TUS,
            Operation.TUS_PATCH,
            Moment.IN_BODY,
            Moment.IN_BODY,
            CrashScenario.UPLOADED,
            0));
    return all;
  }

  private static CrashScenario again(
      String name,
      Kind kind,
      Operation operation,
      Moment first,
      Moment second,
      Set<String> state,
      int junk) {
    return CrashScenario.of(
        kind,
        name,
        lab -> {
          for (Moment moment : List.of(first, second)) {
            lab.play(FaultRule.on(operation).nth(1).then(moment.kill(lab, MIDDLE)));
            lab.killed();
          }
          lab.allDone(lab.again(), CrashScenario.states(kind, state), Set.of(junk));
          return CrashScenario.verdict(lab, kind);
        });
  }

  /** What comes after the upload: the videos' fate, and edited titles. */
  private static List<CrashScenario> afterwards() {
    List<CrashScenario> all = new ArrayList<>();
    for (String side : SIDES) {
      all.add(followUp("halt " + side + " processed 1", lab -> halt(lab, side + " processed 1")));
      all.add(
          processing(
              "--wait: halt " + side + " processed 1",
              lab -> {
                lab.play(eachLookFindsAllReady(lab));
                lab.halted(side + " processed 1", "--wait");
                lab.play(eachLookFindsAllReady(lab)); // the first run's faults ended with it
                lab.allDone(lab.again("--wait"), all(DONE), lab.anyJunk()); // uploads ran beside
                return "done";
              }));
      for (int number : List.of(1, 3)) {
        String point = side + " processed " + number;
        all.add(
            verify(
                "halt " + point,
                lab -> {
                  lab.play(eachLookFindsAllReady(lab));
                  lab.halted(point, "--verify");
                  return "";
                }));
      }
      all.add(
          metadata(
              "halt " + side + " metadataUpdated",
              lab -> {
                lab.halted(side + " metadataUpdated 1", "--update-metadata");
                return "";
              }));
    }
    for (Moment moment : AROUND) {
      all.add(
          followUp(
              "SIGKILL at VIDEO_LIST, " + moment.words,
              lab -> kill(lab, Operation.VIDEO_LIST, moment)));
      all.add(
          verify(
              "SIGKILL at VIDEO_LIST, " + moment.words,
              lab -> kill(lab, Operation.VIDEO_LIST, moment, "--verify")));
      all.add(
          metadata(
              "SIGKILL at VIDEO_PATCH, " + moment.words,
              lab -> kill(lab, Operation.VIDEO_PATCH, moment, "--update-metadata")));
    }
    return all;
  }

  /** Whatever the first run compared, after the second one every file is compared, once. */
  private static CrashScenario verify(String name, Play death) {
    return processing(
        "--verify: " + name,
        lab -> {
          String unused = death.on(lab);
          lab.play(eachLookFindsAllReady(lab));
          lab.allDone(lab.again("--verify"), all(DONE), lab.anyJunk()); // uploads ran beside
          assertThat(lab.verified()).isEqualTo(Map.of("", 1L, "md5", lab.rowCount() - 1L));
          long requests = lab.sandbox.state().totalRequests();
          assertThat(lab.again("--verify").exit()).isZero();
          assertThat(lab.sandbox.state().totalRequests()).isEqualTo(requests);
          return "done and compared";
        });
  }

  /** All that has arrived by then. */
  private static FaultRule eachLookFindsAllReady(CrashLab lab) {
    return FaultRule.on(Operation.VIDEO_LIST)
        .from(1)
        .then(Visits.before(lab::passProcessingTime, FaultAction.delay(NO_TIME)));
  }

  private static String halt(CrashLab lab, String point) throws Exception {
    lab.halted(point);
    return "";
  }

  private static String kill(CrashLab lab, Operation operation, Moment moment, Object... options)
      throws Exception {
    lab.play(FaultRule.on(operation).nth(1).then(moment.kill(lab, 0)));
    lab.killed(options);
    return "";
  }

  private static CrashScenario processing(String name, Play play) {
    return CrashScenario.of(name, ImportLab.quick().processingTime(CrashLab.PROCESSING), play);
  }

  private static CrashScenario followUp(String name, Play death) {
    return processing(
        "follow-up: " + name,
        lab -> {
          lab.ended(lab.again(), 0, all(CrashScenario.UPLOADED));
          String unused = death.on(lab);
          lab.process();
          lab.allDone(lab.again(), all(CrashScenario.SKIPPED), NO_JUNK);
          return "skipped";
        });
  }

  private static CrashScenario metadata(String name, Play death) {
    return CrashScenario.of(
        "--update-metadata: " + name,
        lab -> {
          lab.ended(lab.again(), 0, all(CrashScenario.UPLOADED));
          lab.retitle(Kind.SINGLE, "Другое имя");
          String unused = death.on(lab);
          lab.allDone(lab.again("--update-metadata"), all(CrashScenario.SKIPPED), NO_JUNK);
          return "skipped, new title";
        });
  }

  /** The results and failed files: the old one or the new one, and always whole. */
  private static List<CrashScenario> reports() {
    List<CrashScenario> all = new ArrayList<>();
    all.add(
        CrashScenario.of(
            "reports: halt when all rows have ended, before the results are replaced",
            lab -> {
              lab.ended(lab.again("--limit", "0"), 0, all(DEFERRED));
              lab.halted("at line " + lab.rowCount());
              assertThat(states(lab).values()).containsOnly(DEFERRED);
              lab.allDone(lab.again(), all(CrashScenario.SKIPPED), NO_JUNK);
              return "the old results stayed";
            }));
    all.add(
        CrashScenario.of(
            "reports: halt when the results are replaced, at the summary",
            lab -> {
              lab.ended(lab.again("--limit", "0"), 0, all(DEFERRED));
              lab.halted("at line " + (lab.rowCount() + 1));
              assertThat(states(lab).values()).containsOnly(CrashScenario.UPLOADED);
              lab.allDone(lab.again(), all(CrashScenario.SKIPPED), NO_JUNK);
              return "the new results are there";
            }));
    for (String file : List.of("results", "failed")) {
      all.add(
          CrashScenario.of(
              "reports: a refused row; halt as soon as the " + file + " file is there",
              lab -> {
                lab.play(FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(REFUSED)));
                lab.halted("once " + lab.path("videos.csv." + file + ".csv") + " there");
                assertThat(states(lab)).containsEntry(Kind.URL, FAILED);
                Map<Kind, Set<String>> states = all(CrashScenario.SKIPPED);
                states.put(Kind.URL, FAILED);
                lab.ended(lab.again(), NEEDS_A_PERSON, states);
                states.put(Kind.URL, CrashScenario.UPLOADED);
                lab.allDone(lab.again("--retry-failed"), states, NO_JUNK);
                return "whole; uploaded with --retry-failed";
              }));
    }
    return all;
  }

  private static Map<Kind, Set<String>> states(CrashLab lab) throws Exception {
    Map<Kind, Set<String>> states = new EnumMap<>(Kind.class);
    List<CSVRecord> results = lab.results();
    assertThat(results).hasSize(lab.rowCount());
    for (CSVRecord result : results) {
      Kind kind = Kind.valueOf(result.get("note").substring("own ".length()));
      states.put(kind, Set.of(result.get("row_status")));
    }
    return states;
  }
}
