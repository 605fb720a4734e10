package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.KeyForm;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerReader.Listing;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.ledger.Outcome;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A CSV and its ledger with a row in every state that there is. */
final class LedgerLab implements AutoCloseable {
  static final String SECRET = "https://uploader.example/v2/upload/very-secret-link";

  private static final int BIG = 300_000;
  private static final String ROWS =
      """
      url,file,title,id
      https://example.com/done.mp4,,Готово,
      https://example.com/lost.mp4,,Lost,
      https://example.com/refused.mp4,,=1+1,отказ
      https://example.com/later.mp4,,Later,later
      ,half.mp4,Half,
      https://example.com/killed.mp4,,Killed,killed
      https://example.com/several.mp4,,Several,several
      https://example.com/new.mp4,,New,new
      ,"a, b
      c.mp4",Odd,
      ,away.mp4,Away,
      """;

  final ImportLab lab;
  final Path csv;
  final Path ledger;

  private LedgerLab(ImportLab lab) {
    this.lab = lab;
    this.csv = lab.csv(ROWS);
    this.ledger = lab.path("videos.csv.ledger.db");
  }

  static LedgerLab in(Path folder) {
    LedgerLab made =
        new LedgerLab(
            ImportLab.in(
                folder,
                FaultRule.on(Operation.URL).nth(2).then(FaultAction.loseAnswer()),
                FaultRule.on(Operation.URL).nth(3).then(FaultAction.status(422)),
                FaultRule.on(Operation.URL).nth(4).then(FaultAction.status(503)),
                FaultRule.on(Operation.LINK_POST).then(FaultAction.status(503))));
    made.fill();
    return made;
  }

  private void fill() {
    Cli.file(lab.folder, "half.mp4", BIG);
    Cli.file(lab.folder, "a, b\nc.mp4", 100);
    Path away = Cli.file(lab.folder, "away.mp4", 100);
    lab.run(csv, "--retries", 0, "--parallel", 1);
    replace("id:killed", null);
    replace(
        "id:several",
        new Failure(ErrorKind.UNKNOWN_OUTCOME, "2 videos match", null, "req-42", false));
    replace("id:new", new Failure(ErrorKind.REFUSED, "at " + SECRET, 1, "req-43", false));
    if (!away.toFile().delete()) {
      throw new IllegalStateException(away + " can't be deleted");
    }
  }

  /** As if a run had got no further with the row; it had a video that is of no use now. */
  private void replace(String key, @Nullable Failure failure) {
    String name = key.substring("id:".length());
    try (Ledger open =
        Environment.open(ledger, lab.sandbox.apiUrl() + "/", "test", Clock.systemUTC())) {
      open.intend(
          new Intent(
              key,
              CreateCall.URL,
              "https://example.com/" + name + ".mp4",
              lab.sandbox.defaultParentId(),
              name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1),
              open.find(key).orElseThrow().intent().fingerprint(),
              null,
              null));
      if (failure != null && failure.kind() == ErrorKind.UNKNOWN_OUTCOME) {
        open.settle(key, new Outcome.Unknown(failure));
      } else if (failure != null) {
        open.linked(key, "video-of-" + name, SECRET);
        open.settle(key, new Outcome.Failed(failure));
      }
    }
  }

  /** The key of a file row without an id. */
  String fileKey(String name) {
    return "file:" + name + "|" + lab.sandbox.defaultParentId();
  }

  /** The links that the ledger has. */
  List<String> endpoints() {
    List<String> found = new ArrayList<>();
    try (Ledger open = Ledgers.inspect(ledger, null, KeyForm.KEPT)) {
      open.list(
          Listing.ALL,
          entry -> {
            if (entry.endpoint() != null) {
              found.add(entry.endpoint().url());
            }
            return true;
          });
    }
    return found;
  }

  Cli.Run run(String command, Object... more) {
    Object[] args = new Object[more.length + 3];
    args[0] = "ledger";
    args[1] = command;
    args[2] = ledger;
    System.arraycopy(more, 0, args, 3, more.length);
    return Cli.bare().run(args);
  }

  @Override
  public void close() {
    lab.close();
  }
}
