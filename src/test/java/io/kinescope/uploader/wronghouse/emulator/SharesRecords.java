package io.kinescope.uploader.wronghouse.emulator;

import io.kinescope.uploader.wronghouse.api.TurnsRound;

/** Breaks the plan: the emulator shares a record with the client. */
public interface SharesRecords {
  TurnsRound shared();
}
