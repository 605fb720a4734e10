package io.kinescope.uploader.source;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.api.VideoHeaders.Trim;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What {@code uploads.db} knows an item by: the service, what is uploaded, where to, and all that
 * changes what is made of it. Size and modification time of a file are kept beside the key, since a
 * file that changed takes the place of the earlier one. <b>A form that was released never
 * changes</b>: another one gets another prefix, and entries with the older one are given new keys.
 *
 * <p>Parts are joined by {@code |}; in them {@code %} and {@code |} are written as {@code %25} and
 * {@code %7C}; what is not set is left out.
 */
public final class UploadKey {
  /** What every key of this form begins with. */
  public static final String PREFIX = "u2|";

  private final StringJoiner parts = new StringJoiner("|", PREFIX, "");

  private UploadKey() {}

  /**
   * The key of an item.
   *
   * @param service the API URL
   * @param what the file's real path, the URL, or nothing for a link to somebody else's file
   */
  public static String of(
      String service,
      Content content,
      String what,
      Destination destination,
      Metadata metadata,
      Demands demands) {
    UploadKey key = new UploadKey();
    key.parts.add(escaped(service));
    key.part(
        content instanceof Content.LocalFile
            ? "file"
            : content instanceof Content.RemoteUrl ? "url" : "link",
        what);
    key.part("parent", destination.parentId());
    key.part(
        destination instanceof Destination.Attach ? "attach-to" : "replace", destination.videoId());
    key.part("title", destination.setsTitle() ? metadata.title() : null);
    key.part("description", metadata.description());
    key.part("subtitle", metadata.subtitle());
    key.part("filename", metadata.filename());
    Trim trim = demands.trim();
    key.part("trim", trim == null ? null : trim.start() + "," + trim.length());
    Preview preview = demands.preview();
    key.part(
        "preview",
        preview == null
            ? null
            : preview.start() + "," + preview.length() + "," + preview.quality());
    key.part("client-ip", demands.clientIp());
    return key.parts.toString();
  }

  private void part(String name, @Nullable String value) {
    if (value != null) {
      parts.add(name + "=" + escaped(value));
    }
  }

  private static String escaped(String value) {
    return value.replace("%", "%25").replace("|", "%7C");
  }
}
