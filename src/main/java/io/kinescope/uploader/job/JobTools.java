package io.kinescope.uploader.job;

import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.ledger.KeyLocks.Claim;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.upload.Uploads;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

/**
 * What a run works with.
 *
 * @param claims takes the exclusive right to work on an item with this key, until it is closed
 * @param listLag how long a new video may be missing from the service's list
 */
public record JobTools(
    Uploads uploads,
    VideosApi videos,
    Transport transport,
    Ledger ledger,
    Function<String, Claim> claims,
    Notices notices,
    Clock clock,
    Duration listLag) {}
