/**
 * Tus 1.0.0 on upload links that exist already: what a large file needs to arrive whatever happens
 * on the way. {@link io.kinescope.uploader.tus.TusTransfer} is the loop, {@link
 * io.kinescope.uploader.tus.TusVerdict} decides what an answer means, {@link
 * io.kinescope.uploader.tus.ChunkSizer} how much goes at once. The server's offset is the only
 * truth. May import {@code http}, {@code throttle}, {@code base}.
 */
@NullMarked
package io.kinescope.uploader.tus;

import org.jspecify.annotations.NullMarked;
