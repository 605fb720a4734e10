/**
 * The command line: picocli lives here alone. One class a command: its options and a short method
 * that maps them to settings, calls one thing, prints, and returns a code. {@code RunOptions} and
 * {@code VideoOptions} are the mixins that commands share; {@code App} builds the object graph,
 * once a run; {@code ExitCode} maps error kinds to codes, once. May import every room.
 */
@NullMarked
package io.kinescope.uploader.cli;

import org.jspecify.annotations.NullMarked;
