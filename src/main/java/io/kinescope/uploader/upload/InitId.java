package io.kinescope.uploader.upload;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.source.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * The id that a link is asked for with ({@code init_id}): a UUID, version 5, of what the item is,
 * so that it is the same on every machine that has the same list and file. Not documented: what
 * becomes of it is learnt from the answers. No secret. Used by one thread.
 */
public final class InitId {
  /** The service's code for "already exists" (documented). */
  public static final int TAKEN = 400201;

  /** <b>Never changes</b>, as the order of the parts never does: other ids make other videos. */
  private static final UUID NAMESPACE = UUID.fromString("6d1c5c0e-8f0b-4c55-9d0a-6b1f3f0e7a52");

  private static final int END_BYTES = 64 << 10;

  /**
   * JSON syntax, JSON type, invalid UUID, unexpected value, validation error: an unknown field may
   * be told so.
   */
  private static final Set<Integer> FORM = Set.of(400101, 400102, 400301, 400400, 402402);

  private final String service;
  private final Item item;
  private final OpenFile file;
  private @Nullable String digest;

  /** {@code service} is the API URL. */
  InitId(String service, Item item, OpenFile file) {
    this.service = service;
    this.item = item;
    this.file = file;
  }

  /**
   * The id with a salt, which is empty for the item's first video. The first call reads up to 128
   * KiB of the file.
   *
   * @throws UploaderException of kind LOCAL_IO if the file can't be read
   */
  public String salted(String salt) {
    digest = digest == null ? ends() : digest;
    String parts =
        String.join(
            "\0",
            service,
            item.parent(),
            item.title(),
            item.origin().name(),
            Long.toString(file.size()),
            digest,
            salt);
    ByteBuffer namespace = ByteBuffer.allocate(2 * Long.BYTES);
    namespace
        .putLong(NAMESPACE.getMostSignificantBits())
        .putLong(NAMESPACE.getLeastSignificantBits());
    MessageDigest sha1 = DigestUtils.getSha1Digest(); // as RFC 9562, 5.5 has it
    sha1.update(namespace.array());
    // A Mac spells names in another Unicode form than a list does.
    String name = Normalizer.normalize(parts, Normalizer.Form.NFC);
    ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
    long high = (hash.getLong() & ~0xF000L) | 0x5000L;
    long low = (hash.getLong() & ~(0b11L << 62)) | (0b10L << 62);
    return new UUID(high, low).toString();
  }

  /** SHA-256 of the first and the last 64 KiB, as hex. */
  private String ends() {
    MessageDigest sha256 = DigestUtils.getSha256Digest();
    try {
      for (long from : new long[] {0, Math.max(0, file.size() - END_BYTES)}) {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(END_BYTES, file.size()));
        boolean more = true;
        while (buffer.hasRemaining() && more) {
          more = file.channel().read(buffer, from + buffer.position()) >= 0;
        }
        sha256.update(buffer.flip());
      }
    } catch (ClosedByInterruptException e) {
      throw new UploaderException(ErrorKind.INTERRUPTED, "stopped", e);
    } catch (IOException e) {
      String message = "could not read file " + file.source().path() + ": " + IoWords.of(e);
      throw new UploaderException(ErrorKind.LOCAL_IO, message, e);
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** Whether the service says that there is a video with this id; which code it uses is unknown. */
  public static boolean isTaken(UploaderException e) {
    boolean coded = e.code() != null && e.code() == TAKEN;
    return e.kind() == ErrorKind.REFUSED && (coded || text(e).contains("already exists"));
  }

  /** Whether it refuses the field by its name. */
  public static boolean isNamedBy(UploaderException e) {
    return e.kind() == ErrorKind.REFUSED && !isTaken(e) && text(e).contains("init_id");
  }

  /** Whether it refuses something of the call for its form, which may be the field. */
  public static boolean maybeMeantBy(UploaderException e) {
    boolean form = e.kind() == ErrorKind.REFUSED || e.kind() == ErrorKind.PARENT_MISSING;
    return form && !isTaken(e) && e.code() != null && FORM.contains(e.code());
  }

  private static String text(UploaderException e) {
    return Objects.requireNonNullElse(e.getMessage(), "");
  }
}
