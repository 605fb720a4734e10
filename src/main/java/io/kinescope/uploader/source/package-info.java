/**
 * What is to become a video, wherever it comes from: an {@link io.kinescope.uploader.source.Item}
 * with its key, content, destination and metadata, and an {@link
 * io.kinescope.uploader.source.ItemSource} that hands items out. How an item ended is an {@link
 * io.kinescope.uploader.source.ItemResult}: the one shape from the engine to ledger, CSV and JSON.
 * A {@link io.kinescope.uploader.source.Shard} is the part of them that one of several processes
 * takes. May import {@code api} (wire types of what can be asked for) and {@code base}.
 */
@NullMarked
package io.kinescope.uploader.source;

import org.jspecify.annotations.NullMarked;
