/**
 * What Kinescope can do with a source: one request, a link with one POST, a URL that it fetches.
 * {@code UploadPlanner} picks the method; {@code Uploads} runs it. May import {@code source.files},
 * {@code api}, {@code tus}, {@code http}, {@code throttle}, {@code concurrent} and {@code base}.
 */
@NullMarked
package io.kinescope.uploader.upload;

import org.jspecify.annotations.NullMarked;
