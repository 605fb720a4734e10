/** Files as every room needs them; why one can't be used, in words. */
@NullMarked
package io.kinescope.uploader.base.files;

import org.jspecify.annotations.NullMarked;
