package io.kinescope.uploader.wronghouse;

import io.kinescope.uploader.wronghouse.http.WritesSql;

/** Breaks the plan: the root package imports only cli. */
public final class MainThatWires {
  private MainThatWires() {}

  static WritesSql main(WritesSql wired) {
    return wired;
  }
}
