/**
 * What moves while the program works: a listener that transfers report to, and totals that are safe
 * to read from another thread. Imports nothing of the other rooms.
 */
@NullMarked
package io.kinescope.uploader.base.progress;

import org.jspecify.annotations.NullMarked;
