package io.kinescope.uploader.cli;

import java.io.PrintWriter;

/** One run of the command line: what was asked for globally, and where to read and write. */
record Invocation(
    GlobalOptions options,
    Settings settings,
    Environment surroundings,
    PrintWriter out,
    Console messages) {

  /**
   * Which settings were given on the command line itself; the order option, environment, file needs
   * that at three places.
   */
  record Settings(boolean tokenFileNamed, boolean hostsNamed, boolean parentNamed) {}
}
