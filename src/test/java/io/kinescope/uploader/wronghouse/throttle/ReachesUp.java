package io.kinescope.uploader.wronghouse.throttle;

import io.kinescope.uploader.wronghouse.cli.KeepsThePlan;
import picocli.CommandLine;

/** Breaks the plan: a lower room imports a higher one, and picocli outside cli. */
public interface ReachesUp {
  KeepsThePlan up();

  CommandLine command();
}
