package io.kinescope.uploader.ledger;

/**
 * An upload link. Whoever has it may send bytes to it, so it never shows by accident: only {@link
 * #url()} tells.
 */
public record SecretLink(String url) {
  @Override
  public String toString() {
    return "(upload link, not shown)";
  }
}
