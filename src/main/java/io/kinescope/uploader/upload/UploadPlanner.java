package io.kinescope.uploader.upload;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Demands.MethodChoice;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.UploadMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * Picks the method for a file: what only one method can carry decides, then what headers can't
 * carry, then the size. A pure function.
 */
public final class UploadPlanner {
  private UploadPlanner() {}

  /**
   * The method for this file.
   *
   * @param size bytes
   * @throws UploaderException of kind USAGE if no one method can carry all that is asked for
   */
  public static UploadMethod plan(Item item, long size) {
    List<String> onlySingle = item.demands().trim() == null ? List.of() : List.of("--trim");
    List<String> neverSingle = neverSingle(item);
    List<String> neverTus =
        item.demands().contentType() == null ? List.of() : List.of("--content-type");
    if (!onlySingle.isEmpty() && !neverSingle.isEmpty()) {
      throw usage(onlySingle.get(0) + " and " + neverSingle.get(0) + " can't go together", item);
    }
    return switch (item.demands().method()) {
      case SINGLE -> forced(UploadMethod.SINGLE, neverSingle, item);
      case LINK -> forced(UploadMethod.LINK, onlySingle, item);
      case TUS -> forced(UploadMethod.TUS, onlySingle.isEmpty() ? neverTus : onlySingle, item);
      case AUTO -> {
        long largest = item.demands().largestSingle();
        if (!onlySingle.isEmpty() || (neverSingle.isEmpty() && size <= largest)) {
          yield UploadMethod.SINGLE;
        }
        boolean small = largest < Demands.LARGEST_SINGLE && size <= Demands.LARGEST_SINGLE;
        yield neverTus.isEmpty() && !small ? UploadMethod.TUS : UploadMethod.LINK;
      }
    };
  }

  private static UploadMethod forced(UploadMethod method, List<String> obstacles, Item item) {
    if (!obstacles.isEmpty()) {
      throw usage("--method " + method.id() + " can't carry " + obstacles.get(0), item);
    }
    return method;
  }

  private static List<String> neverSingle(Item item) {
    List<String> reasons = new ArrayList<>();
    if (item.demands().preview() != null) {
      reasons.add("--preview");
    }
    if (item.metadata().subtitle() != null) {
      reasons.add("a subtitle");
    }
    if (item.demands().clientIp() != null) {
      reasons.add("--client-ip");
    }
    if (item.destination() instanceof Destination.Attach) {
      reasons.add("--attach-to");
    }
    if (item.destination() instanceof Destination.Replace replace && replace.parentId() == null) {
      reasons.add("--replace without --parent");
    } else if (!item.destination().setsTitle()
        && !(item.destination() instanceof Destination.Attach)) {
      reasons.add("--replace without --title"); // one request can't do without a title
    }
    if (!item.metadata().headerSafe()) {
      reasons.add("a text with line breaks, control characters, spaces at an end, or over 4 KiB");
    }
    return reasons;
  }

  private static UploaderException usage(String what, Item item) {
    return UploaderException.withHint(
        ErrorKind.USAGE,
        what,
        item.demands().method() == MethodChoice.AUTO
            ? "leave one of them out"
            : "leave one of them out, or use --method auto");
  }
}
