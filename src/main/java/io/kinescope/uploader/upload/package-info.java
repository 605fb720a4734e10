/**
 * What Kinescope can do with a source: one request, a link with one POST, a URL that it fetches.
 * {@code UploadPlanner} picks the method; {@code Uploads} runs it. May import {@code api}, {@code
 * http}, {@code progress}, {@code pace}, {@code json}, {@code error}.
 */
@NullMarked
package io.kinescope.uploader.upload;

import org.jspecify.annotations.NullMarked;
