/** The entry point alone; imports {@code cli} and nothing else. */
@NullMarked
package io.kinescope.uploader;

import org.jspecify.annotations.NullMarked;
