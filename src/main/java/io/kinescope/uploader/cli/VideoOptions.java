package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.api.VideoHeaders.Trim;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Metadata;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a video is called. */
class VideoOptions {
  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description =
          "The video's title (default: from the name of the file or URL; with --replace, unchanged). Required for an upload link of type video.")
  private @Nullable String title;

  @Option(names = "--description", paramLabel = "TEXT", description = "The video's description.")
  private @Nullable String description;

  final boolean described() {
    return title != null || description != null;
  }

  final boolean titled() {
    return title != null;
  }

  /**
   * The texts, checked.
   *
   * @param usual the title where none is named; null for none at all
   * @param filename what Kinescope is told of the file's name, unless that is named
   */
  Metadata toMetadata(@Nullable String usual, @Nullable String filename) {
    check("--title", title);
    check("the title, taken from the name of the file or URL,", title == null ? usual : null);
    String chosen = Objects.requireNonNullElse(title == null ? usual : title, "");
    return new Metadata(chosen, description, null, filename);
  }

  /** Kinescope's rule for titles and subtitles. */
  private static void check(String what, @Nullable String text) {
    String problem = text == null ? null : Metadata.problem(text);
    if (problem != null) {
      throw UploaderException.usage(what + " " + problem, "use another one");
    }
  }

  /** The same with what only a file, or a link for one, has. */
  static final class OfFile extends VideoOptions {
    private static final String IP =
        "(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}|(?=.*:.*:)[\\p{XDigit}:.]{2,45}";

    @Option(
        names = "--subtitle",
        paramLabel = "TEXT",
        description = "The video's subtitle (methods link and tus only).")
    private @Nullable String subtitle;

    @Option(
        names = "--filename",
        paramLabel = "NAME",
        description = "File name to send to Kinescope (default: the file's own).")
    private @Nullable String filename;

    @Option(
        names = "--preview",
        paramLabel = "START,LENGTH,QUALITY",
        description = "Make an mp4 clip, such as 0,5,720p (methods link and tus only).")
    private @Nullable Preview preview;

    @Option(
        names = "--client-ip",
        paramLabel = "IP",
        description = "Use the upload server nearest to this address (methods link and tus only).")
    private @Nullable String clientIp;

    @Override
    Metadata toMetadata(@Nullable String usual, @Nullable String usualFilename) {
      check("--subtitle", subtitle);
      Metadata plain = super.toMetadata(usual, filename == null ? usualFilename : filename);
      return new Metadata(plain.title(), plain.description(), subtitle, plain.filename());
    }

    /** The demands with these, and a trim. */
    Demands toDemands(Demands sending, @Nullable Trim trim) {
      BaseCommand.require(
          clientIp == null || clientIp.matches(IP),
          "--client-ip '" + clientIp + "' is not an IP address, such as 203.0.113.7");
      return new Demands(
          sending.method(),
          sending.largestSingle(),
          sending.contentType(),
          trim,
          preview,
          clientIp);
    }

    /** Whether a title or file name is given, which only one file can have. */
    boolean ofOneFile() {
      return titled() || filename != null;
    }

    /** Of a file that is attached to a video. */
    void sayUnsent(Console console) {
      if (described() || subtitle != null || filename != null || preview != null) {
        console.warn(
            "titles, descriptions, file names and previews are for videos; the program does not"
                + " send them with an attachment");
      }
    }

    boolean hasPreview() {
      return preview != null;
    }
  }
}
