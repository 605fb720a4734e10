package io.kinescope.uploader.job;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kinescope.uploader.ledger.KeyLocks.Claim;
import io.kinescope.uploader.source.Item;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Keeps items with the same parent and title apart: a video that is found by its title could be
 * either's. While one of them has a create call under way, the other waits, also one of another
 * process with the same ledger. Safe for many threads.
 */
final class CreateGate {
  /** Two titles that a service may make one of are one name. */
  private record Name(String parent, String title) {
    static Name of(Item item) {
      return new Name(item.parent(), VideoMatcher.plain(item.title()));
    }
  }

  private final Function<String, Claim> claims;

  @GuardedBy("this")
  private final Set<Name> underWay = new HashSet<>();

  CreateGate(Function<String, Claim> claims) {
    this.claims = claims;
  }

  /** Whether both are kept apart. */
  static boolean isSame(Item one, Item other) {
    return Name.of(one).equals(Name.of(other));
  }

  /**
   * Waits until no other item with this parent and title has a create call under way.
   *
   * @return to be closed when the call's outcome is known, or written down as unknown
   */
  Claim enter(Item item) throws InterruptedException {
    Name name = Name.of(item);
    synchronized (this) {
      while (!underWay.add(name)) {
        wait();
      }
    }
    try {
      Claim claim = claims.apply("title|" + name.parent + "|" + name.title);
      return () -> {
        claim.close();
        leave(name);
      };
    } catch (RuntimeException e) {
      leave(name);
      throw e;
    }
  }

  private synchronized void leave(Name name) {
    underWay.remove(name);
    notifyAll();
  }
}
