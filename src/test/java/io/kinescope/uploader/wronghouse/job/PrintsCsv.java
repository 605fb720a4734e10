package io.kinescope.uploader.wronghouse.job;

import org.apache.commons.csv.CSVRecord;

/** Breaks the plan: Commons CSV in the import, but not in its results writer. */
public interface PrintsCsv {
  CSVRecord record();
}
