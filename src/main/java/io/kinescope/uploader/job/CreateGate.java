package io.kinescope.uploader.job;

import io.kinescope.uploader.upload.Resemblance;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Keeps rows with the same parent and title apart: a video that is found by its title could be
 * either's. While one of them has a create call under way, the other waits; and rows whose outcome
 * is unknown are remembered as rivals. Safe for many threads.
 */
final class CreateGate {
  /** Two titles that a service may make one of are one name. */
  private record Name(String parent, String title) {
    static Name of(String parent, String title) {
      return new Name(parent, Resemblance.plain(title));
    }
  }

  private final Set<Name> underWay = new HashSet<>();
  private final Map<Name, Set<String>> unresolved = new HashMap<>();

  /** Waits until no other row with this parent and title has a create call under way. */
  synchronized void enter(String parent, String title) throws InterruptedException {
    Name name = Name.of(parent, title);
    while (!underWay.add(name)) {
      wait();
    }
  }

  /** The call's outcome is known, or written down as unknown. */
  synchronized void leave(String parent, String title) {
    underWay.remove(Name.of(parent, title));
    notifyAll();
  }

  /** A row's outcome is unknown: a video of this title may be its own. */
  synchronized void unresolved(String parent, String title, String key) {
    unresolved.computeIfAbsent(Name.of(parent, title), name -> new HashSet<>()).add(key);
  }

  /** A row's outcome is known now. */
  synchronized void resolved(String parent, String title, String key) {
    Name name = Name.of(parent, title);
    Set<String> keys = unresolved.get(name);
    if (keys != null) {
      keys.remove(key);
      if (keys.isEmpty()) {
        unresolved.remove(name);
      }
    }
  }

  /** The other rows that a video of this title could as well be of. */
  synchronized Set<String> rivals(String parent, String title, String key) {
    Set<String> keys = new HashSet<>(unresolved.getOrDefault(Name.of(parent, title), Set.of()));
    keys.remove(key);
    return keys;
  }
}
