package io.kinescope.uploader.tus;

/**
 * What a transfer that is complete cost.
 *
 * @param bytesSent bytes of the file handed to the network, repeated ones counted again
 * @param bytesResumed bytes that the server had when the transfer began
 * @param requests HEAD and PATCH exchanges had, whatever came of them
 * @param setbacks exchanges that failed or left a doubt
 */
public record TusOutcome(long bytesSent, long bytesResumed, long requests, long setbacks) {}
