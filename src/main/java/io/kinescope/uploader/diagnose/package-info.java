/**
 * {@code kinescope check}: looks at all that an upload depends on, and says what to do. Imports
 * {@code api}, {@code http} and {@code base}.
 */
@NullMarked
package io.kinescope.uploader.diagnose;

import org.jspecify.annotations.NullMarked;
