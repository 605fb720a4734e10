/**
 * The emulator of Kinescope: three hosts (API, uploader, upload links) on the JDK's own HTTP
 * server, with faults that tests script by code and users by file ({@code sandbox --faults}). It
 * validates as strictly as the service is known to, so that what works here works there.
 *
 * <p>Imports only {@code base}, never the client's rooms: an emulator that shared the client's wire
 * types would share its mistakes.
 */
@NullMarked
package io.kinescope.uploader.emulator;

import org.jspecify.annotations.NullMarked;
