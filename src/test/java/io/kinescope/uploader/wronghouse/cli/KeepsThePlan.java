package io.kinescope.uploader.wronghouse.cli;

import io.kinescope.uploader.wronghouse.api.TurnsRound;
import picocli.CommandLine;

/** Keeps the plan, so that a rule that reports everything fails. */
public interface KeepsThePlan {
  TurnsRound below();

  CommandLine command();
}
