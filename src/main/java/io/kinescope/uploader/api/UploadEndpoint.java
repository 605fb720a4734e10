package io.kinescope.uploader.api;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.Hosts;
import okhttp3.HttpUrl;

/**
 * An upload link. Whoever has it may upload, so its text shows nothing; {@link #reveal} is for
 * those who store or print it on purpose.
 */
public record UploadEndpoint(HttpUrl url) {
  /**
   * A link as {@code /v2/init} or a person gave it.
   *
   * @throws UploaderException of kind USAGE if it is no URL, or neither https nor loopback; the
   *     message does not show it
   */
  public static UploadEndpoint of(String text) {
    HttpUrl url = HttpUrl.parse(text.strip());
    if (url == null || !Hosts.allowed(url)) {
      throw UploaderException.usage(
          "the upload link can't be used: it is not an https URL",
          "give the endpoint as 'kinescope upload link' printed it");
    }
    return new UploadEndpoint(url);
  }

  public String reveal() {
    return url.toString();
  }

  @Override
  public String toString() {
    return "UploadEndpoint[" + url.host() + "/***]";
  }
}
