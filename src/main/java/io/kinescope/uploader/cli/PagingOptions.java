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
  private @Nullable Integer page;

  @Option(
      names = "--per-page",
      paramLabel = "N",
      description = "Results per page (maximum and default: 100).")
  private @Nullable Integer perPage;

  @Option(
      names = "--order",
      paramLabel = "SPEC",
      description = "Sort order, such as created_at.desc,name; ascending unless it says desc.")
  private @Nullable String order;

  /** The settings, checked. */
  PageQuery toQuery() {
    BaseCommand.require(page == null || page > 0, "--page must be at least 1, but is " + page);
    BaseCommand.require(
        perPage == null || perPage > 0, "--per-page must be at least 1, but is " + perPage);
    return new PageQuery(page, perPage, order);
  }
}
