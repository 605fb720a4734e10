/**
 * The one HTTP client and what every request goes through: limit, send, classify, maybe repeat.
 * {@code Transport} limits and repeats, {@code Wire} carries, {@code Verdict} is the one place that
 * says what an answer or a break means, for API calls, upload links and Tus alike. Every body is
 * one-shot, OkHttp's own repeats are off, and redirects are followed here, so that the token goes
 * to the configured hosts alone. Bytes go over HTTP/1.1, which is faster for uploads, and by TLS in
 * native code ({@code NativeTls}), which costs a quarter of the JDK's. May import {@code throttle}
 * and {@code base}.
 */
@NullMarked
package io.kinescope.uploader.http;

import org.jspecify.annotations.NullMarked;
