package io.kinescope.uploader.api;

/** What {@code /v2/init} answers: the video's id is known before any byte is sent. */
public record UploadLink(String videoId, UploadEndpoint endpoint) {}
