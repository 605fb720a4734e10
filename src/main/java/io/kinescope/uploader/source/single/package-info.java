/** One URL, or one upload link, as a source of items. Imports {@code source} alone. */
@NullMarked
package io.kinescope.uploader.source.single;

import org.jspecify.annotations.NullMarked;
