package io.kinescope.uploader.source;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.api.VideoHeaders.Trim;
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
  private static final String PREFIX = "u2|";

  private static final String REPLACE = "replace";

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
    Trim trim = demands.trim();
    Preview preview = demands.preview();
    return PREFIX
        + escaped(service)
        + part(
            content instanceof Content.LocalFile
                ? "file"
                : content instanceof Content.RemoteUrl ? "url" : "link",
            what)
        + part("parent", destination.parentId())
        + part(
            destination instanceof Destination.Attach ? "attach-to" : REPLACE,
            destination.videoId())
        + part("title", destination.setsTitle() ? metadata.title() : null)
        + part("description", metadata.description())
        + part("subtitle", metadata.subtitle())
        + part("filename", metadata.filename())
        + part("trim", trim == null ? null : trim.start() + "," + trim.length())
        + part(
            "preview",
            preview == null
                ? null
                : preview.start() + "," + preview.length() + "," + preview.quality())
        + part("client-ip", demands.clientIp());
  }

  /** The part of a key that says of which URL it is. */
  public static String url(String what) {
    return part("url", what);
  }

  /** Whether the item with this key is a new file for a video that was there before. */
  public static boolean replaces(String key) {
    return key.startsWith(PREFIX) && key.contains(part(REPLACE, ""));
  }

  private static String part(String name, @Nullable String value) {
    return value == null ? "" : "|" + name + "=" + escaped(value);
  }

  private static String escaped(String value) {
    return value.replace("%", "%25").replace("|", "%7C");
  }
}
