/**
 * Text to numbers and back, as people write them in options: sizes and durations. Pure functions;
 * imports only {@code error}.
 */
@NullMarked
package io.kinescope.uploader.base.units;

import org.jspecify.annotations.NullMarked;
