/**
 * JSON as plain maps and lists: jackson-jr behind two small classes, so that every room reads and
 * writes it the same way. Imports only {@code error}.
 */
@NullMarked
package io.kinescope.uploader.base.json;

import org.jspecify.annotations.NullMarked;
