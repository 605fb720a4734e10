package io.kinescope.uploader.job;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.upload.InitId;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The id that one item's video is asked for with, from call to call. Used by one thread. */
final class OwnId {
  /** More are taken only by a service that says so of every id. */
  private static final int MAX_SALTS = 5;

  private final InitIds ids;
  private final Ledger ledger;
  private final String where;
  private final String own;
  private @Nullable InitId of;
  private @Nullable String asked;
  private @Nullable String repeated;
  private @Nullable Instant firstAsked;
  private int salt;
  private boolean anew;
  private boolean looked;
  private boolean deleted;
  private boolean without;

  /**
   * @param where the item stands
   * @param own ends each salt: empty, but where an item of another process could get the same ids
   */
  OwnId(InitIds ids, Ledger ledger, String where, String own) {
    this.own = own;
    this.ids = ids;
    this.ledger = ledger;
    this.where = where;
  }

  /**
   * The id for the next call: the same as long as nothing is known to have it. What the item had
   * before, or another item has (the same name in another folder), gets the next salt.
   *
   * @return null if none is sent
   */
  @Nullable String next(@Nullable InitId from) {
    of = from;
    if (from == null || !ids.mayAsk(this)) {
      return null;
    }
    if (anew) {
      return from.salted(UUID.randomUUID().toString());
    }
    String id = repeated == null ? following(0) : repeated;
    while (Video.spellings(id).anyMatch(known -> ledger.ownerOf(known).isPresent())) {
      salt++;
      id = following(0);
    }
    return id;
  }

  /** The n-th id after that of the last call; the item's first has no salt. */
  String following(int n) {
    InitId from = Objects.requireNonNull(of, "a call asked for an id");
    return from.salted((salt + n == 0 ? "" : Integer.toString(salt + n)) + own);
  }

  /** Whether another machine may have gone on with the next id where this one is taken. */
  boolean mayBeFollowed() {
    return repeated == null && !anew;
  }

  /** The call goes out. */
  void asking(@Nullable String id) {
    asked = id;
  }

  /** What the last call asked for; null for none. */
  @Nullable String asked() {
    return asked;
  }

  /** The call goes out once more without it, since it was refused. */
  void askingWithout() {
    without = true;
  }

  /** Only an answer with the very id shows that ids are honored. */
  void answered(String made) {
    if (asked != null) {
      boolean honored = made.equalsIgnoreCase(asked);
      if (repeated != null && !honored && ids.areHonored()) {
        ids.sayMaybeOrphaned(where, repeated);
      }
      ids.learn(honored ? InitIds.Support.HONORED : InitIds.Support.IGNORED);
    } else if (without) {
      ids.learn(InitIds.Support.REFUSED);
    }
    repeated = null;
    leave();
  }

  void leave() {
    ids.leave(this);
  }

  /**
   * The next call asks for this id again: nothing, or a video without its file that is gone by now,
   * came of a call that was first made then.
   */
  void repeat(String id, Instant first) {
    repeated = id;
    firstAsked = firstAsked == null ? first : firstAsked;
  }

  /** When the id that is asked for again was first asked for; null if it is not. */
  @Nullable Instant firstAsked() {
    return repeated == null ? null : firstAsked;
  }

  /** The next call asks for the item's next id: this one stays taken. False after some of them. */
  boolean skip() {
    repeated = null;
    return ++salt < MAX_SALTS;
  }

  /** The next call asks for an id that nothing can have. */
  void anew() {
    repeated = null;
    anew = true;
  }

  /** A person has looked at what an earlier run lost. */
  void looked() {
    looked = true;
  }

  /** Whether the item may have a new id where its own is taken: once. */
  boolean mayBeAnew() {
    return looked && !anew;
  }

  /** A video that had the item's id was deleted. */
  void deleted() {
    deleted = true;
  }

  boolean hasDeleted() {
    return deleted;
  }
}
