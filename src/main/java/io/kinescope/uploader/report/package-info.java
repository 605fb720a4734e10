/**
 * What is said and written of items: the fields of results, rows of a ledger, and the results file
 * and the failed file of an import, streamed, in the input's own dialect, and put in place
 * atomically. Imports {@code source}, {@code ledger}, {@code terminal} and {@code base}; Commons
 * CSV writes the quotes.
 *
 * <p>The user's cells can always be written, since they came from the same encoding. Text of our
 * own (a message with an emoji in a windows-1251 file) gets {@code ?} for what the encoding lacks.
 */
@NullMarked
package io.kinescope.uploader.report;

import org.jspecify.annotations.NullMarked;
