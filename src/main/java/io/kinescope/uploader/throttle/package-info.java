/**
 * When something may happen: the retry waits, the rate limit of API calls, the bandwidth of
 * uploads. Pure arithmetic over an injected clock and {@link
 * io.kinescope.uploader.throttle.Sleeper}. Imports only {@code base.error} and {@code base.units}.
 */
@NullMarked
package io.kinescope.uploader.throttle;

import org.jspecify.annotations.NullMarked;
