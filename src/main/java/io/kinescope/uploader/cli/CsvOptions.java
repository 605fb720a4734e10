package io.kinescope.uploader.cli;

import io.kinescope.uploader.source.csv.ManifestOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a list is written: the options of every command that reads one. */
final class CsvOptions {
  @Option(
      names = "--delimiter",
      paramLabel = "C",
      description = "Delimiter of the CSV: , ; tab or | (default: found from the header).")
  private @Nullable String delimiter;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "Encoding of the CSV, such as windows-1251 or utf-16 (default: UTF-8).")
  private @Nullable String encoding;

  @Option(
      names = "--map",
      paramLabel = "url=Link,…",
      description = "Map your column names to ours, such as url=Link,title=Название.")
  private List<String> map = List.of();

  @Mixin private RunOptions.Urls urls = new RunOptions.Urls();

  ManifestOptions toManifest() {
    return new ManifestOptions(
        delimiter == null ? null : ManifestOptions.parseDelimiter(delimiter),
        encoding,
        ManifestOptions.parseMap(map),
        urls.identity());
  }
}
