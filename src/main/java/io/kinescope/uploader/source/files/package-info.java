/**
 * Files and directories as a source of videos: what the paths of a command line lead to, by which
 * rules, and what a file was when it was looked at. Imports only {@code base}.
 *
 * <p>Patterns are the JDK's globs; {@link io.kinescope.uploader.source.files.GlobRules} says what
 * is added to them. A file is handed on once, whatever paths and links lead to it: twice would be
 * two videos.
 */
@NullMarked
package io.kinescope.uploader.source.files;

import org.jspecify.annotations.NullMarked;
