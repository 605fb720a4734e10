/**
 * Looking at videos after their upload. {@link io.kinescope.uploader.watch.VideoWatcher} is the
 * only one who asks: for links, for the end of processing, for what earlier runs made; up to a
 * hundred videos a call. May import {@code source}, {@code api}, {@code http} (its waits) and
 * {@code base}.
 */
@NullMarked
package io.kinescope.uploader.watch;

import org.jspecify.annotations.NullMarked;
