/**
 * Kinescope's API: one class a resource, one method an endpoint that is used; records are the wire
 * types. Knows paths, headers and field names, and nothing of files, rows or repeats. May import
 * {@code http}, {@code throttle}, {@code base}.
 */
@NullMarked
package io.kinescope.uploader.api;

import org.jspecify.annotations.NullMarked;
