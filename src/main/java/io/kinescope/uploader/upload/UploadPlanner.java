package io.kinescope.uploader.upload;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Demands.MethodChoice;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.UploadMethod;
import org.jspecify.annotations.Nullable;

/**
 * Picks the method for a file: what only one method can carry decides, then what headers can't
 * carry, then the size. A pure function.
 */
public final class UploadPlanner {
  private UploadPlanner() {}

  /**
   * The method for this file of so many bytes.
   *
   * @param tooLarge from this size on, one body is too large for what is on the way
   * @throws UploaderException of kind USAGE if no one method can carry all that is asked for
   */
  public static UploadMethod plan(Item item, long size, long tooLarge) {
    Demands demands = item.demands();
    String onlySingle = demands.trim() == null ? null : "--trim";
    String neverSingle = neverSingle(item);
    String neverTus = onlySingle;
    if (neverTus == null && demands.contentType() != null) {
      neverTus = "--content-type";
    }
    if (onlySingle != null && neverSingle != null) {
      throw usage(onlySingle + " and " + neverSingle + " can't be combined", item);
    }
    return switch (demands.method()) {
      case SINGLE -> forced(UploadMethod.SINGLE, neverSingle, item);
      case LINK -> forced(UploadMethod.LINK, onlySingle, item);
      case TUS -> forced(UploadMethod.TUS, neverTus, item);
      case AUTO -> {
        if (size >= tooLarge && neverTus == null) {
          yield UploadMethod.TUS;
        }
        long largest = demands.largestSingle();
        if (onlySingle != null || (neverSingle == null && size <= largest)) {
          yield UploadMethod.SINGLE;
        }
        boolean small = largest < Demands.LARGEST_SINGLE && size <= Demands.LARGEST_SINGLE;
        yield neverTus == null && !small ? UploadMethod.TUS : UploadMethod.LINK;
      }
    };
  }

  private static UploadMethod forced(UploadMethod method, @Nullable String obstacle, Item item) {
    if (obstacle != null) {
      throw usage("--method " + method.id() + " can't carry " + obstacle, item);
    }
    return method;
  }

  /** Why one request can't carry the item; null if it can. */
  private static @Nullable String neverSingle(Item item) {
    Destination destination = item.destination();
    if (item.demands().preview() != null) {
      return "--preview";
    }
    if (item.metadata().subtitle() != null) {
      return "a subtitle";
    }
    if (item.demands().clientIp() != null) {
      return "--client-ip";
    }
    if (destination instanceof Destination.Attach) {
      return "--attach-to";
    }
    if (destination instanceof Destination.Replace replace && replace.parentId() == null) {
      return "--replace without --parent";
    }
    if (!destination.setsTitle()) {
      return "--replace without --title"; // one request can't do without a title
    }
    return item.metadata().headerSafe()
        ? null
        : "text with line breaks, control characters, leading or trailing spaces, or over 4 KiB";
  }

  private static UploaderException usage(String what, Item item) {
    return UploaderException.usage(
        what,
        item.demands().method() == MethodChoice.AUTO
            ? "leave one of them out"
            : "leave one of them out, or use --method auto");
  }
}
