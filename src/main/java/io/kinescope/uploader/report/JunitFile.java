package io.kinescope.uploader.report;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.AtomicFile;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.csv.ManifestRow;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * A run as a JUnit report, which CI systems show: each item a test case, written as it ends, and
 * nothing of it kept. What was uploaded, adopted or done before has passed; what was not tried is
 * skipped; what needs a person is a failure, and what the next run tries again by itself an error.
 * The sums stand in front of the cases, in room that is left for them. Not for several threads.
 */
public final class JunitFile implements AutoCloseable {
  private static final String ELSEWHERE = "name another place with --report";

  private static final String HEAD = "<?xml";

  /** For four sums of up to twelve digits, and a time. */
  private static final int ROOM = 120;

  private static final int BUFFER_BYTES = 1 << 16;

  /** What XML 1.0 can't hold, not even escaped. */
  private static final Pattern NO_XML =
      Pattern.compile("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

  private final AtomicFile file;
  private final XMLStreamWriter xml;
  private final String suite;
  private final long roomAt;
  private final long start = System.nanoTime();
  private long tests;
  private long failures;
  private long errors;
  private long skipped;
  private boolean over;

  /**
   * Begins the report.
   *
   * @param suite what ran
   * @throws UploaderException of kind LOCAL_IO if it can't be made; USAGE if another file is there
   */
  public JunitFile(Path path, String suite) {
    AtomicFile.requireKind(path, HEAD, ELSEWHERE);
    this.suite = suite;
    this.file = new AtomicFile(path, ELSEWHERE);
    try {
      OutputStream out = new BufferedOutputStream(file.stream(), BUFFER_BYTES);
      String head =
          HEAD
              + " version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite "
              + " ".repeat(ROOM);
      byte[] bytes = head.getBytes(StandardCharsets.UTF_8);
      roomAt = (long) bytes.length - ROOM;
      out.write(bytes);
      out.write((" name=\"" + escaped(suite) + "\">\n").getBytes(StandardCharsets.UTF_8));
      xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
    } catch (IOException | XMLStreamException e) {
      file.abort();
      throw failed(e);
    }
  }

  private static String escaped(String text) {
    return fit(text).replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static String fit(String text) {
    return NO_XML.matcher(SafeText.clean(Redaction.text(text))).replaceAll("\uFFFD");
  }

  /** Writes an item's end; throws LOCAL_IO, once, if that can't be done. */
  public void ended(SourceEntry entry, ItemResult result) {
    UploaderException why = result instanceof NotDone notDone ? notDone.error() : null;
    VideoRef video = result.video();
    String link = video == null || video.playLink() == null ? "" : " " + video.playLink();
    String text = result.status() + (video == null ? "" : ", video " + video.id() + link);
    if (result.state() == ItemOutcome.DEFERRED) {
      write(entry, result.transfer().seconds(), "skipped", null, "not done in this run", text);
    } else if (why == null) {
      write(entry, result.transfer().seconds(), null, null, "", text);
    } else {
      String id = why.requestId() == null ? "" : " [X-Request-ID: " + why.requestId() + "]";
      String kind = why.kind().retryable() ? "error" : "failure";
      String message = ItemResult.message(why) + id;
      write(entry, result.transfer().seconds(), kind, why.kind().id(), message, text);
    }
  }

  /** Writes what a dry run says of an item; with why, if it can't be sent. */
  public void planned(SourceEntry entry, String word, @Nullable String wrong) {
    String kind = wrong == null ? null : "failure";
    write(entry, 0, kind, wrong == null ? null : "input", wrong == null ? "" : wrong, word);
  }

  private void write(
      SourceEntry entry,
      double seconds,
      @Nullable String kind,
      @Nullable String type,
      String message,
      String text) {
    if (over) {
      return;
    }
    tests++;
    failures += "failure".equals(kind) ? 1 : 0;
    errors += "error".equals(kind) ? 1 : 0;
    skipped += "skipped".equals(kind) ? 1 : 0;
    try {
      xml.writeStartElement("testcase");
      xml.writeAttribute("classname", fit(suite));
      xml.writeAttribute("name", fit(name(entry)));
      if (entry.origin() instanceof ManifestRow row) {
        xml.writeAttribute("file", fit(row.list()));
        xml.writeAttribute("line", Long.toString(row.line()));
      }
      xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", seconds));
      if (kind != null) {
        xml.writeStartElement(kind);
        if (type != null) {
          xml.writeAttribute("type", type);
        }
        xml.writeAttribute("message", fit(message));
        xml.writeEndElement();
      }
      xml.writeStartElement("system-out");
      xml.writeCharacters(fit(text));
      xml.writeEndElement();
      xml.writeEndElement();
      xml.writeCharacters("\n");
    } catch (XMLStreamException e) {
      over = true;
      throw failed(e);
    }
  }

  private static String name(SourceEntry entry) {
    if (!(entry.origin() instanceof ManifestRow row)) {
      return entry.origin().source();
    }
    String title = entry instanceof Item item ? item.title() : row.effectiveTitle();
    return "line " + row.line() + (title == null ? "" : ": " + title);
  }

  /** Puts the report in place; throws LOCAL_IO if that can't be done, and does nothing then. */
  public void finish() {
    if (over) {
      return;
    }
    over = true;
    try {
      xml.writeCharacters("");
      xml.flush();
      file.stream().write("</testsuite>\n</testsuites>\n".getBytes(StandardCharsets.UTF_8));
      String sums =
          String.format(
              Locale.ROOT,
              "tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%.3f\"",
              tests,
              failures,
              errors,
              skipped,
              (System.nanoTime() - start) / 1e9);
      file.overwrite(roomAt, sums.getBytes(StandardCharsets.UTF_8));
    } catch (IOException | XMLStreamException e) {
      file.abort();
      throw failed(e);
    }
    file.commit();
  }

  private UploaderException failed(Exception e) {
    Throwable cause = e instanceof XMLStreamException && e.getCause() != null ? e.getCause() : e;
    return file.failed(cause instanceof IOException io ? io : new IOException(cause));
  }

  @Override
  public void close() {
    if (!over) {
      over = true;
      file.abort();
    }
  }
}
