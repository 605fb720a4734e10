package io.kinescope.uploader.source;

import org.jspecify.annotations.Nullable;

/**
 * Something that can't be sent as it is, with why and what to do; its kind is always INPUT.
 *
 * @param key what the ledger would know it by; null if there is nothing to know it by
 */
public record ItemError(Origin origin, String message, @Nullable String key)
    implements SourceEntry {
  /** One that no ledger knows. */
  public ItemError(Origin origin, String message) {
    this(origin, message, null);
  }
}
