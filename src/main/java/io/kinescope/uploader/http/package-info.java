/**
 * The one HTTP client and what every exchange goes through: limit, send, classify, maybe retry. A
 * call that creates is sent once: its body is one-shot, OkHttp's own repeats are off, and redirects
 * are followed here, so that the token goes to the configured hosts alone. Bytes go over HTTP/1.1,
 * which is faster for uploads. May import {@code pace}, {@code progress}, {@code json}, {@code
 * error}.
 */
@NullMarked
package io.kinescope.uploader.http;

import org.jspecify.annotations.NullMarked;
