/**
 * How this program says that something went wrong: one exception with one kind. An error gets its
 * kind where it is born; {@code cli.ExitCode} maps the kind to an exit code, once. Imports nothing
 * of the other rooms.
 */
@NullMarked
package io.kinescope.uploader.base.error;

import org.jspecify.annotations.NullMarked;
