package io.kinescope.uploader.emulator;

/**
 * What becomes of {@code init_id} in the JSON of {@code /v2/init}, which is not documented: with
 * Tus creation the id became the video's, and a repeat was refused (observed).
 */
public enum InitIdRule {
  /** The field is unknown, and unknown fields are passed over. */
  IGNORED,
  /** It is the new video's id; a second video with it is refused. */
  HONORED,
  /** The field is unknown, and unknown fields are refused. */
  REFUSED
}
