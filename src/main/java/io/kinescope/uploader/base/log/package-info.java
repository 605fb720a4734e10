/**
 * The diagnostic log ({@code -v}, {@code --log-file}): Logback set up by code, never by a file,
 * which would cost 80 ms at every start. The only room that knows Logback; the others know SLF4J,
 * and make no logger before the command line is parsed ({@link
 * io.kinescope.uploader.base.log.Logging#configure}). Nothing of java.util.logging is routed here.
 * Imports {@code json}, {@code text}, {@code files} and {@code error}.
 */
@NullMarked
package io.kinescope.uploader.base.log;

import org.jspecify.annotations.NullMarked;
