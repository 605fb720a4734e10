package io.kinescope.uploader.source;

/** Something that can't be sent as it is, with why and what to do; its kind is always INPUT. */
public record ItemError(Origin origin, String message) implements SourceEntry {}
