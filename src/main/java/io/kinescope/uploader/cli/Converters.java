package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.api.VideoHeaders.Trim;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.units.Durations;
import io.kinescope.uploader.base.units.Sizes;
import io.kinescope.uploader.job.ErrorThreshold;
import io.kinescope.uploader.throttle.BandwidthSchedule;
import io.kinescope.uploader.throttle.RateSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads option values with the rooms' own parsers, whose errors become picocli's. */
final class Converters {
  /** Seconds; a length is more than none. */
  private static final String START = "\\s*(\\d{0,9}\\.?\\d{1,9})\\s*";

  private static final String LENGTH = "(?=[\\s0.]*[1-9])" + START;
  private static final Pattern TRIM = Pattern.compile(START + "(?:," + LENGTH + ")?");
  private static final Pattern PREVIEW =
      Pattern.compile(START + "," + LENGTH + ",\\s*(360p|480p|720p|1080p)\\s*");

  private Converters() {}

  static void register(CommandLine commandLine) {
    commandLine.registerConverter(Path.class, Converters::path);
    commandLine.registerConverter(Duration.class, reading(Durations::parse));
    commandLine.registerConverter(RateSpec.class, reading(RateSpec::parse));
    commandLine.registerConverter(BandwidthSchedule.class, reading(BandwidthSchedule::parse));
    commandLine.registerConverter(ErrorThreshold.class, reading(ErrorThreshold::parse));
    commandLine.registerConverter(Trim.class, Converters::trim);
    commandLine.registerConverter(Preview.class, Converters::preview);
  }

  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("'' does not name a file; check that the variable is set");
    }
    return Path.of(text);
  }

  /** A parser that throws UploaderException, as a converter. */
  static <T> ITypeConverter<T> reading(ITypeConverter<T> parser) {
    return text -> {
      try {
        return parser.convert(text);
      } catch (UploaderException e) {
        throw new TypeConversionException(Console.line(e));
      }
    };
  }

  static Trim trim(String text) {
    Matcher parts = parts(TRIM, text, "trim; use START or START,LENGTH in seconds, such as 1.5,30");
    String length = parts.group(2);
    return new Trim(
        Double.parseDouble(parts.group(1)), length == null ? null : Double.valueOf(length));
  }

  static Preview preview(String text) {
    String form = "START,LENGTH,QUALITY, such as 0,5,720p; qualities are 360p, 480p, 720p, 1080p";
    Matcher parts = parts(PREVIEW, text, "preview; use " + form);
    return new Preview(
        Double.parseDouble(parts.group(1)), Double.parseDouble(parts.group(2)), parts.group(3));
  }

  private static Matcher parts(Pattern pattern, String text, String what) {
    Matcher parts = pattern.matcher(text);
    if (!parts.matches()) {
      throw new TypeConversionException("'" + text + "' is not a valid " + what);
    }
    return parts;
  }

  /** A Tus chunk: at least 1 KiB, so that a mistyped unit is no flood of requests. */
  static final class ChunkSize implements ITypeConverter<Long> {
    private static final long MIN_BYTES = 1024;

    @Override
    public Long convert(String text) throws Exception {
      long size = reading(Sizes::parse).convert(text);
      if (size < MIN_BYTES) {
        throw new TypeConversionException(
            "'" + text + "' is too small for a chunk; use 1K or more");
      }
      return size;
    }
  }
}
