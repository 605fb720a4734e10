/** What holds for the items of every source: lists, files and single URLs. Imports nothing. */
@NullMarked
package io.kinescope.uploader.source;

import org.jspecify.annotations.NullMarked;
