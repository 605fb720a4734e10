package io.kinescope.uploader.emulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the emulator knows of a video, at one moment.
 *
 * @param shortId the end of its {@code play_link}
 * @param madeBy the operation that made it: INIT, SINGLE or URL
 * @param parentId as it was asked for: a project's or a folder's id
 * @param status as the API would tell it
 * @param declaredSize what init said the file would have, or null
 * @param bytesReceived how many bytes of the file the emulator has
 * @param md5 of the stored file in hexadecimal; null until it is complete, and for URLs
 * @param sourceUrl of a URL import, or null
 * @param contentType of the request that brought the bytes, or null
 * @param trim the {@code X-Video-Trim} header, or null
 * @param clientIp from init, or null
 * @param preview from init, as JSON, or null
 * @param version 1, and one more for each replacement
 */
public record SandboxVideo(
    String id,
    String shortId,
    Operation madeBy,
    String parentId,
    String projectId,
    @Nullable String folderId,
    String title,
    @Nullable String subtitle,
    @Nullable String description,
    @Nullable String filename,
    String status,
    @Nullable Long declaredSize,
    long bytesReceived,
    @Nullable String md5,
    @Nullable String sourceUrl,
    @Nullable String contentType,
    @Nullable String trim,
    @Nullable String clientIp,
    @Nullable String preview,
    int version,
    Instant createdAt,
    Instant updatedAt) {}
