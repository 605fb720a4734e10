/**
 * What people and scripts see: records as table, JSON, JSON lines, CSV or ids on the writer that
 * the caller gives, and progress on standard error. Imports {@code json}, {@code progress}, {@code
 * text} and {@code units}; Commons CSV for the CSV form.
 *
 * <p>Progress is drawn by hand, not by me.tongfei:progressbar: that library brings JLine with its
 * native terminal code (a slower start, and a warning about native access on JDK 25), draws each
 * bar on its own so that several bars and messages between them garble each other, and has neither
 * plain lines nor JSON. What is needed of a terminal here is four escape sequences.
 */
@NullMarked
package io.kinescope.uploader.terminal;

import org.jspecify.annotations.NullMarked;
