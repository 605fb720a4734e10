package io.kinescope.uploader.wronghouse.api;

import io.kinescope.uploader.wronghouse.tus.TurnsBack;

/** Breaks the plan: api and tus go in a circle. */
public interface TurnsRound {
  TurnsBack there();
}
