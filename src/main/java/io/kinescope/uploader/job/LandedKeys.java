package io.kinescope.uploader.job;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.KeyForm;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Demands.MethodChoice;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.UploadKey;
import io.kinescope.uploader.source.UrlIdentity;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys that earlier versions gave. Until schema 3, that of a URL held it as it was written,
 * with its signature. Version 0.1.0 gave uploads in {@code uploads.db} texts of its records, joined
 * by {@code |}: service, real path, size, modification time, destination, metadata, preview, client
 * IP. What the entry itself holds (size, time, parent, title) says where a part ends, as people
 * write {@code |} and {@code , subtitle=} too.
 */
public final class LandedKeys {
  private static final String METADATA = "|Metadata[title=";
  private static final String SUBTITLE = ", subtitle=";
  private static final String FILENAME = ", filename=";
  private static final Pattern END =
      Pattern.compile("(.*)]\\|(null|Preview\\[[^|\\]]*])\\|([^|]*)", Pattern.DOTALL);
  private static final Pattern REPLACE =
      Pattern.compile("Replace\\[videoId=(.*), parentId=(.*), retitled=(true|false)]");
  private static final Pattern ATTACH = Pattern.compile("Attach\\[videoId=(.*)]");

  private static final Pattern PREVIEW =
      Pattern.compile("Preview\\[start=([\\d.]+), length=([\\d.]+), quality=(\\w+)]");

  private LandedKeys() {}

  /** What the entry is known by from now on; null: it keeps what it has. */
  public static KeyForm.@Nullable Known of(LedgerEntry entry) {
    String source = entry.intent().source();
    if (entry.intent().call() != CreateCall.URL) {
      String key = ofUpload(entry);
      return key == null ? null : new KeyForm.Known(key, source);
    }
    Content.RemoteUrl url = UrlIdentity.USUAL.of(source);
    String key = entry.key();
    String written = "url:" + source + "|";
    String named =
        key.startsWith(written)
            ? url.key(key.substring(written.length()))
            : key.replace(UploadKey.url(source), UploadKey.url(url.text()));
    return named.equals(key) && url.text().equals(source)
        ? null
        : new KeyForm.Known(named, url.text());
  }

  private static @Nullable String ofUpload(LedgerEntry entry) {
    Parsed old = parse(entry);
    if (old == null) {
      return null;
    }
    String parent = Objects.requireNonNullElse(old.parentId(), "");
    Destination destination =
        old.replace() != null
            ? new Destination.Replace(old.replace(), old.parentId(), old.retitled())
            : old.attach() != null
                ? new Destination.Attach(old.attach())
                : new Destination.NewVideo(parent);
    Matcher preview = PREVIEW.matcher(Objects.requireNonNullElse(old.preview(), ""));
    Demands demands =
        new Demands(
            MethodChoice.AUTO,
            Demands.LARGEST_SINGLE,
            null,
            null,
            preview.matches()
                ? new Preview(
                    Double.parseDouble(preview.group(1)),
                    Double.parseDouble(preview.group(2)),
                    preview.group(3))
                : null,
            old.clientIp());
    return UploadKey.of(
        old.service(),
        new Content.LocalFile(Path.of(old.realPath()), old.realPath()),
        old.realPath(),
        destination,
        new Metadata(old.title(), old.description(), old.subtitle(), old.filename()),
        demands);
  }

  /**
   * What a key says.
   *
   * @param service the API URL
   * @param modified the file's modification time, ISO-8601 to the nanosecond
   * @param parentId project or folder; null: none, or that of the video
   * @param replace the video whose file is replaced; null: none
   * @param attach the video that the file is attached to; null: none
   * @param retitled whether a replaced video gets the title
   * @param preview as its record's text: {@code Preview[start=0.5, length=5.0, quality=720p]}
   */
  record Parsed(
      String service,
      String realPath,
      long size,
      String modified,
      @Nullable String parentId,
      @Nullable String replace,
      @Nullable String attach,
      boolean retitled,
      String title,
      @Nullable String description,
      @Nullable String subtitle,
      @Nullable String filename,
      @Nullable String preview,
      @Nullable String clientIp) {}

  /** What the entry's key says; null if it is none of that version's. */
  static @Nullable Parsed parse(LedgerEntry entry) {
    Intent intent = entry.intent();
    String key = entry.key();
    String version = "|" + intent.size() + "|" + intent.modified() + "|";
    String metadata = METADATA + intent.title() + ", description=";
    int service = key.indexOf('|');
    int path = key.indexOf(version, service + 1);
    int destination = path + version.length();
    int title = key.indexOf(metadata, destination);
    if (service < 0 || path < 0 || title < 0 || intent.size() == null || intent.title() == null) {
      return null;
    }
    Matcher end = END.matcher(key.substring(title + metadata.length()));
    if (!end.matches()) {
      return null;
    }
    // A filename and a subtitle are short: what looks like their beginnings is more likely in what
    // comes before them.
    String texts = end.group(1);
    int filename = texts.lastIndexOf(FILENAME);
    int subtitle = texts.lastIndexOf(SUBTITLE, filename);
    String target = key.substring(destination, title);
    Matcher replace = REPLACE.matcher(target);
    Matcher attach = ATTACH.matcher(target);
    boolean replaces = replace.matches();
    boolean attaches = attach.matches();
    boolean known =
        replaces || attaches || target.equals("NewVideo[parentId=" + intent.parent() + "]");
    if (subtitle < 0 || !known) {
      return null;
    }
    return new Parsed(
        key.substring(0, service),
        key.substring(service + 1, path),
        intent.size(),
        String.valueOf(intent.modified()),
        intent.parent(),
        replaces ? replace.group(1) : null,
        attaches ? attach.group(1) : null,
        replaces && Boolean.parseBoolean(replace.group(3)),
        intent.title(),
        orNull(texts.substring(0, subtitle)),
        orNull(texts.substring(subtitle + SUBTITLE.length(), filename)),
        orNull(texts.substring(filename + FILENAME.length())),
        orNull(end.group(2)),
        orNull(end.group(3)));
  }

  /** Nothing was written as "null". */
  private static @Nullable String orNull(String text) {
    return text.equals("null") ? null : text;
  }
}
