package io.kinescope.uploader.ledger;

import org.jspecify.annotations.Nullable;

/** What entries that an older version wrote are known by from now on. */
@FunctionalInterface
public interface KeyForm {
  /** All keep what they have. */
  KeyForm KEPT = entry -> null;

  /** How the ledger knows an item. */
  record Known(String key, String source) {}

  /** The entry's name; null: the one that it has. */
  @Nullable Known of(LedgerEntry entry);
}
