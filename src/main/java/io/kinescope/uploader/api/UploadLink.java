package io.kinescope.uploader.api;

/**
 * What {@code /v2/init} answers.
 *
 * @param videoId known before any byte is sent
 * @param endpoint where the bytes go
 */
public record UploadLink(String videoId, UploadEndpoint endpoint) {}
