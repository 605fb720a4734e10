/** JSON as plain maps and lists: jackson-jr behind two small classes. */
@NullMarked
package io.kinescope.uploader.base.json;

import org.jspecify.annotations.NullMarked;
