/**
 * Text that came from outside, made fit to be shown: {@code SafeText} for terminals, {@code
 * Redaction} for secrets. Imports nothing of the other rooms.
 */
@NullMarked
package io.kinescope.uploader.base.text;

import org.jspecify.annotations.NullMarked;
