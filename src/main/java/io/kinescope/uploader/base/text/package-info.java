/**
 * Text from outside, made fit to be shown on terminals, in files and in logs; names of constants.
 */
@NullMarked
package io.kinescope.uploader.base.text;

import org.jspecify.annotations.NullMarked;
