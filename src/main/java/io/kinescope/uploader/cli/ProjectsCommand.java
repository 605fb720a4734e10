package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.RowChoice;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "projects",
    description = "List projects.",
    footerHeading = BaseCommand.EXAMPLES,
    footer = {
      "  kinescope projects",
      "  kinescope projects -o csv --columns id,name --filter 'name=Lect*'"
    })
final class ProjectsCommand extends BaseCommand.Online {
  private static final List<Column> COLUMNS =
      Column.fields("id name created_at items_count privacy_type");

  enum Catalog {
    VOD,
    LIVE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Mixin PagingOptions paging = new PagingOptions();

  @Mixin ListOptions listed = new ListOptions();

  @Option(
      names = "--catalog",
      paramLabel = "TYPE",
      description = "Only projects of this kind: ${COMPLETION-CANDIDATES}.")
  @Nullable Catalog catalog;

  @Override
  ExitCode run(App app) {
    PageQuery query = paging.toQuery();
    String type = catalog == null ? null : catalog.toString();
    RowChoice choice = listed.toChoice(COLUMNS);
    return list(
        COLUMNS, choice, receiver -> app.kinescope().projects().list(query, type, receiver));
  }
}
