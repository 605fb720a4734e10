package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.api.VideoHeaders.Trim;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with a file.
 *
 * @param target what it becomes
 * @param metadata what it is called
 * @param method what the user chose
 * @param contentType null to find it from the file's name
 * @param trim which part to keep; single requests only
 * @param preview the clip to make; links only
 * @param clientIp picks the nearest upload server; links only
 */
public record FileUpload(
    Destination target,
    Metadata metadata,
    MethodChoice method,
    @Nullable String contentType,
    @Nullable Trim trim,
    @Nullable Preview preview,
    @Nullable String clientIp) {

  /** The values of {@code --method}. */
  public enum MethodChoice {
    /** The planner picks. */
    AUTO,
    /** One request. */
    SINGLE,
    /** A link and one POST. */
    LINK,
    /** A link and chunks. */
    TUS
  }
}
