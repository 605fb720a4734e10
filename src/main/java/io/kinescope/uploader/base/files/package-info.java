/** Files that are written whole or not at all. Imports only {@code base.error}. */
@NullMarked
package io.kinescope.uploader.base.files;

import org.jspecify.annotations.NullMarked;
