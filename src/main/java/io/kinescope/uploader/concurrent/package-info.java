/**
 * Threads and their order: a pool that hands out light and heavy work, the request to stop, and a
 * buffer that puts ends back into the order of beginnings. Imports {@code throttle} (the sleeper)
 * and {@code base.error}.
 */
@NullMarked
package io.kinescope.uploader.concurrent;

import org.jspecify.annotations.NullMarked;
