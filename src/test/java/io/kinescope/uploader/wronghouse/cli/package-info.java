/** A room that keeps the plan. */
@NullMarked
package io.kinescope.uploader.wronghouse.cli;

import org.jspecify.annotations.NullMarked;
