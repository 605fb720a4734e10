package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.PageQuery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which part of a list, in which order. */
final class PagingOptions {
  @Option(
      names = "--page",
      paramLabel = "N",
      description = "Only this page, counted from 1 (default: all pages).")
  @Nullable Integer page;

  @Option(
      names = "--per-page",
      paramLabel = "N",
      description = "Items a page; Kinescope gives at most 100 (default: 100).")
  @Nullable Integer perPage;

  @Option(
      names = "--order",
      paramLabel = "SPEC",
      description = "For example created_at.desc,name; a field without direction is ascending.")
  @Nullable String order;

  /** The settings, checked. */
  PageQuery toQuery() {
    if (page != null) {
      Checks.positive("--page", page);
    }
    if (perPage != null) {
      Checks.positive("--per-page", perPage);
    }
    return new PageQuery(page, perPage, order);
  }
}
