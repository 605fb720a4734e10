package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.VideoRef;
import org.jspecify.annotations.Nullable;

/**
 * The service has everything that it needs.
 *
 * @param video as the create call's answer told it; of an upload by link the id alone
 * @param link where the upload went, or will go; null where there is none
 */
public record Sent(VideoRef video, Transfer transfer, @Nullable UploadLink link) {}
