package io.kinescope.uploader.job;

import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.SourceEntry;

/** Told of each item as it ends, in any order; from one thread at a time. */
@FunctionalInterface
public interface JobListener {
  /**
   * One item ended.
   *
   * @param number of the item in its source, from 0
   * @throws io.kinescope.uploader.base.error.UploaderException of kind LOCAL_IO, once, if it can't
   *     be written down: then the run stops
   */
  void ended(long number, SourceEntry entry, ItemResult result);
}
