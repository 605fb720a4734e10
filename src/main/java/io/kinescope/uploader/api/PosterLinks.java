package io.kinescope.uploader.api;

import io.kinescope.uploader.base.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The direct links of a video's poster, as the guide has them. */
public final class PosterLinks {
  private static final String SITE = "https://kinescope.io/";

  public enum PosterSize {
    XS,
    SM,
    MD,
    LG;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT); // so that help texts show what one types
    }
  }

  public enum PosterFormat {
    JPG,
    WEBP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private PosterLinks() {}

  /** The id that ends a play link; the link itself if there is none. */
  public static String idAtTheEndOf(String playLink) {
    String path = playLink.replaceFirst("[?#].*", "").replaceFirst("/+$", "");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * The links, each with {@code url}, {@code size} and {@code format}.
   *
   * @param size null for all, and the one without a size
   * @param format null for all
   */
  public static List<JsonObject> of(
      String id, @Nullable PosterSize size, @Nullable PosterFormat format) {
    List<JsonObject> links = new ArrayList<>();
    for (PosterFormat oneFormat :
        format == null ? PosterFormat.values() : new PosterFormat[] {format}) {
      if (size == null) {
        links.add(link(id + "/poster." + oneFormat, "original", oneFormat));
      }
      for (PosterSize one : size == null ? PosterSize.values() : new PosterSize[] {size}) {
        links.add(link(id + "/poster/" + one + "." + oneFormat, one.toString(), oneFormat));
      }
    }
    return links;
  }

  private static JsonObject link(String path, String size, PosterFormat format) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("url", SITE + path);
    fields.put("size", size);
    fields.put("format", format.toString());
    return new JsonObject(fields);
  }
}
