package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
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
    requirePositive("--page", page);
    requirePositive("--per-page", perPage);
    return new PageQuery(page, perPage, order);
  }

  private static void requirePositive(String option, @Nullable Integer value) {
    if (value != null && value < 1) {
      throw new UploaderException(ErrorKind.USAGE, option + " must be at least 1, but is " + value);
    }
  }
}
