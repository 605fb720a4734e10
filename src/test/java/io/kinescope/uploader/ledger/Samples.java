package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.ledger.LedgerReader.Listing;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Consumer;

/** Values that the tests of this room share. */
final class Samples {
  static final String SERVICE = "https://api.kinescope.io";
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final String LINK = "https://uploader.example/v2/upload/very-secret";

  private Samples() {}

  static Ledger open(Path file) {
    return Ledgers.open(file, SERVICE, "0.1.0", CLOCK, KeyForm.KEPT);
  }

  static Intent intent(String key) {
    return new Intent(
        key,
        CreateCall.INIT,
        "/videos/" + key + ".mp4",
        "parent-1",
        "Лекция №1: «Введение» 😀",
        "fingerprint-1",
        5_000_000_000L,
        Instant.parse("2026-01-02T03:04:05.123456789Z"));
  }

  static Stored stored(String videoId) {
    return new Stored(
        videoId,
        "title of " + videoId,
        "https://kinescope.io/" + videoId,
        "https://kinescope.io/embed/" + videoId,
        "tus",
        5_000_000_000L,
        3_000_000_000L,
        2_000_000_000L,
        "9e107d9d372bb6826bd81d3542a419d6",
        "md5");
  }

  static Outcome uploaded(String videoId) {
    return new Outcome.Uploaded(stored(videoId), Processing.open("processing"));
  }

  static Outcome done(String videoId) {
    return new Outcome.Uploaded(stored(videoId), Processing.ready("done"));
  }

  static void forEach(Ledger ledger, Consumer<LedgerEntry> action) {
    ledger.list(
        Listing.ALL,
        entry -> {
          action.accept(entry);
          return true;
        });
  }

  static Failure failure(boolean retryable) {
    return new Failure(ErrorKind.TRANSIENT, "connection reset", 500500, "req-7", retryable);
  }
}
