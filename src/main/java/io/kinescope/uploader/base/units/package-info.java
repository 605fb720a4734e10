/** Sizes and durations as people write them in options, and back. */
@NullMarked
package io.kinescope.uploader.base.units;

import org.jspecify.annotations.NullMarked;
