/** What moves while the program works, safe to read from another thread. */
@NullMarked
package io.kinescope.uploader.base.progress;

import org.jspecify.annotations.NullMarked;
