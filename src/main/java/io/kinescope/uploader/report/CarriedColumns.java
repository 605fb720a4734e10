package io.kinescope.uploader.report;

import io.kinescope.uploader.source.csv.ManifestHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which of the input's columns go into an output file: all but those that the file has itself, so
 * that importing a results or failed file again does not double them.
 */
final class CarriedColumns {
  private final int[] indexes;
  private final int width;
  private final List<String> own;
  private final List<String> names;

  CarriedColumns(ManifestHeader header, List<String> own) {
    Set<String> dropped = Set.copyOf(own);
    this.own = List.copyOf(own);
    this.names = header.names();
    this.width = names.size();
    this.indexes =
        IntStream.range(0, width)
            .filter(i -> !dropped.contains(names.get(i).strip().toLowerCase(Locale.ROOT)))
            .toArray();
  }

  List<String> header() {
    return record(names, own);
  }

  /** The row's own cells, then ours, then cells that the row had beyond its header. */
  List<String> record(List<String> cells, List<String> ours) {
    List<String> record = new ArrayList<>(indexes.length + ours.size());
    for (int index : indexes) {
      record.add(cells.get(index));
    }
    record.addAll(ours);
    record.addAll(cells.subList(width, cells.size()));
    return record;
  }
}
