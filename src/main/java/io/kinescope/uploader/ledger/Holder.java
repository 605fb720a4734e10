package io.kinescope.uploader.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Who this process is, for the one that it keeps waiting. */
final class Holder {
  private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

  private Holder() {}

  static String describe(Instant since) {
    return "process "
        + ProcessHandle.current().pid()
        + " of "
        + System.getProperty("user.name", "?")
        + " on "
        + host()
        + ", since "
        + since.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Without the name service: asking it can take seconds. */
  private static String host() {
    for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
      String name = System.getenv(variable);
      if (name != null && !name.isBlank()) {
        return name;
      }
    }
    try {
      return Files.readString(KERNEL_NAME).strip();
    } catch (IOException e) {
      return "this machine";
    }
  }
}
