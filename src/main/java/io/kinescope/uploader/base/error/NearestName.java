package io.kinescope.uploader.base.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Finds the name that somebody probably meant. */
public final class NearestName {
  private NearestName() {}

  /**
   * The candidate with the fewest edits, if they are few: at most one for names up to five
   * characters, else at most a third of the longer name.
   */
  public static Optional<String> of(String name, Collection<String> candidates) {
    String wanted = normalized(name);
    ToIntFunction<String> edits = candidate -> edits(wanted, normalized(candidate));
    return candidates.stream()
        .filter(c -> edits.applyAsInt(c) <= Math.max(1, Math.max(wanted.length(), c.length()) / 3))
        .min(Comparator.comparingInt(edits));
  }

  private static String normalized(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Insertions, deletions, replacements, swaps of neighbours; three rows of the table at a time.
   */
  private static int edits(String a, String b) {
    int[] beforePrevious = new int[b.length() + 1];
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
        }
      }
      beforePrevious = previous;
      previous = current;
    }
    return previous[b.length()];
  }
}
