package io.kinescope.uploader.wronghouse.http;

import java.sql.Connection;

/** Breaks the plan: SQL outside the ledger. */
public interface WritesSql {
  Connection open();
}
