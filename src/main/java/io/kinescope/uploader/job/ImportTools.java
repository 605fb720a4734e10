package io.kinescope.uploader.job;

import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.upload.Reconciler;
import io.kinescope.uploader.upload.Uploads;

/** What an import works with. */
public record ImportTools(
    Uploads uploads,
    VideosApi videos,
    Transport transport,
    Reconciler reconciler,
    Ledger ledger,
    Notices notices) {}
