package io.kinescope.uploader.source;

/**
 * Something that can't be sent as it is; its kind is always INPUT.
 *
 * @param message why not, and what to do
 */
public record ItemError(Origin origin, String message) implements SourceEntry {}
