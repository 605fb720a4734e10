/** Measurements and proofs that take too long for the build; run by hand, see the classes. */
@NullMarked
package io.kinescope.uploader.bench;

import org.jspecify.annotations.NullMarked;
