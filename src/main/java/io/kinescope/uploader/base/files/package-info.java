/**
 * Files as every room needs them: what is wrong with one in words, the folders of a user, the mode
 * of what only its owner may read. Imports nothing of the other rooms.
 */
@NullMarked
package io.kinescope.uploader.base.files;

import org.jspecify.annotations.NullMarked;
