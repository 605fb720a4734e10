/**
 * The bulk import: {@code ImportEngine} reads the rows and hands them to workers, {@code
 * RowImporter} brings one row from start to end, {@code RunRecorder} keeps the sums and writes the
 * reports. May import {@code manifest}, {@code upload}, {@code ledger}, {@code progress} and what
 * lies below them.
 */
@NullMarked
package io.kinescope.uploader.importing;

import org.jspecify.annotations.NullMarked;
