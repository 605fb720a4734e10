package io.kinescope.uploader.wronghouse.tus;

import io.kinescope.uploader.wronghouse.api.TurnsRound;

/** Breaks the plan: api and tus go in a circle. */
public interface TurnsBack {
  TurnsRound back();
}
